import { SoundCheck } from "../call/sound_check";

const check = document.querySelector<HTMLElement>("[data-sound-check]");
if (check) new SoundCheck(check);
