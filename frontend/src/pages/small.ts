import { giveVoice } from "../small/voice";

const voice = giveVoice();
const form = document.querySelector<HTMLFormElement>("#small-ask");
if (form) void import("../small/aim").then(({ aimAtNotebook }) => aimAtNotebook(form, voice));
