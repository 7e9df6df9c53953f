import { hasTelephone } from "./telephones";

/**
 * Contact details in what is written, before it leaves the page. The server says the same, and is the one that counts:
 * `src/declic/ground/contacts.py`. Both are held to `tests/ground/contacts.json`.
 */
export type Contact = "mail" | "link" | "phone" | "handle" | "network" | "address";

/** After « il y a ». */
export const NAMES: Readonly<Record<Contact, string>> = {
  mail: "une adresse mail",
  link: "un lien",
  phone: "un numéro de téléphone",
  handle: "un pseudo",
  network: "un compte sur un réseau",
  address: "une adresse",
};

const TLD =
  "(?:com|fr|net|org|io|gg|me|be|tv|app|eu|info|link|ly|ch|co|live|chat|xyz|site|online|uk|de|es|it)";
const AT =
  "\\s*(?:@|<at>|\\(a\\)|[[({]\\s?(?:@|at|arobase?|arobaz|arr?obasse?)\\s?[\\])}]" +
  "|\\b(?:arobase|arobas|arobaz|arrobase|arobasse)\\b)\\s*";
const DOT = "\\s*(?:\\.|[[({]\\s?(?:\\.|dot|point)\\s?[\\])}]|\\b(?:point|dot)\\b)\\s*";
const HOST =
  "(?:gmail|hotmail|outlook|yahoo|orange|free|laposte|icloud|wanadoo|sfr|proton\\w*|live|bbox|neuf)";
const SLANG =
  "(?:snap(?:chat)?|insta(?:gram)?|tik ?tok|disco?rd|whats? ?app?|telegram|messenger|facetime|viber|bereal)";
const NET = `(?:${SLANG}|facebook|fb|twitter|skype|twitch|roblox|pinterest|threads|youtube)`;
const SHORT_SLANG = "(?:snap|insta|tik ?tok|disco?rd|whats? ?app?)";
const NO_NAME =
  "(?!(?:est|sont|veut|peut|permet|sert|une|des|les|dans|sur|pour|par|pas|que|qui|avec|chez|comme|cette|son|ses|mes" +
  "|the|your|his|her|its|and|for|app|application|reseau|reseaux|social|sociaux)\\b)";
const GAMES = "(?:minecraft|fortnite|brawl stars|clash royale|among us|valorant|steam|xbox|playstation|psn)";
const CALLS = "(?:zoom|google meet|meet|teams|jitsi)";
const CODE =
  "property|staticmethod|classmethod|dataclass|abstractmethod|override|media|import|keyframes|font-face|param|return";
const STREET =
  "(?:rue|avenue|boulevard|bd|allee|allees|impasse|chemin|place|quai|square|route|cours|lotissement)";

const MAIL = [
  /(?:^|[^\w.-])[a-z0-9][\w.-]{0,63}(?:@|\s+@\s+)[a-z0-9][\w.-]{0,63}\.[a-z]{2,}/,
  new RegExp(`\\w${AT}[\\w-]+${DOT}${TLD}\\b`),
  new RegExp(`\\w${AT}${HOST}\\b`),
  new RegExp(`\\w[\\s,]+${HOST}[\\s,]+(?:com|fr|net)\\b`),
];

const OTHERS: readonly (readonly [Contact, readonly RegExp[]])[] = [
  [
    "handle",
    [
      new RegExp(`(?:^|[\\s(:,])@(?!(?:${CODE})\\b)[a-z_][\\w.]{2,}`),
      /\b[a-z]\w+#\d{4}\b/,
      /\b(?:mon|ton|votre) (?:pseudo|gamertag)\b(?![- ]?code)/,
    ],
  ],
  [
    "network",
    [
      new RegExp(
        `\\b(?:mon|ton|ma|ta|votre|notre) (?:(?:compte|profil|pseudo|nom|id|num|numero)\\b ?(?:sur |de )?)?${NET}\\b`,
      ),
      new RegExp(`\\b(?:tu as|t'?as|vous avez|avez[- ]vous|as[- ]tu|j'ai) (?:un |une )?${SLANG}\\b`),
      new RegExp(
        "\\b(?:(?:ajoute|rejoi|retrouv|contact|ecri|parl|appel|cherche|envoi|passe|continu|discut)\\w*" +
          "|add|follow|viens|venez|va|vas|allons|suis|es|dm|mp)" +
          `(?:[' -]+(?:moi|toi|nous|me|te|se|on|la|a|plutot|deux)\\b)* (?:sur|dans|via) (?:${NET}|${GAMES}|${CALLS})\\b`,
      ),
      new RegExp(`\\b(?:ajoute|add|follow)[\\w\\- ]{0,12} ${NET}\\b`),
      new RegExp(`\\b${NET}\\s*[:=]\\s*[\\w.-]+\\s*(?:$|[,;!?])`),
      new RegExp(`\\b${SLANG}\\s+(?:c'?est\\s+)?(?=[\\w.]*[\\d_])[a-z_][\\w.]{2,}`),
      new RegExp(`^\\W*${SHORT_SLANG}\\s*[:=]?(?:\\s+${NO_NAME}[a-z]{3,}){2}\\W*$`),
      /\u{1f47b}\s*[:=]?\s*(?=[\w.]*[\d_])[a-z_][\w.]{2,}/u,
    ],
  ],
  [
    "address",
    [
      new RegExp(
        "\\b(?:j'?habite|mon adresse|mon domicile|chez moi|je vis)\\b[^.?!]{0,30}?" +
          `\\b\\d{1,4} ?(?:bis|ter)?,? ${STREET}\\b`,
      ),
      new RegExp(
        "\\b(?:donne|passe|envoi|file|laisse|c'?est quoi|quel(?:le)? est|je peux avoir|puis-je avoir)\\w*" +
          "(?:[' \\-]+\\w+){0,2}? (?:ton|votre|mon|ta|ma) " +
          "(?:0[67]\\b|num(?:ero)?(?: de (?:tel|portable)\\w*|\\b(?! d))|tel(?:ephone)? ?\\?|e-?mail\\b|mail\\b" +
          "|adresse(?! (?:ip|mac|memoire))\\b)",
      ),
    ],
  ],
];

/** Pages anybody may be sent to: nobody writes to anybody there. */
const SCHOOLING = [
  "gouv.fr",
  "lumni.fr",
  "wikipedia.org",
  "wiktionary.org",
  "vikidia.org",
  "geogebra.org",
  "larousse.fr",
  "cnrtl.fr",
  "onisep.fr",
];
// No look-behind: older iPhones do not read it.
const LINK =
  /(?:^|[^a-z0-9.-])((?:https?:\/+|www\.)?((?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24}))(?=$|[\s/:?#,;!)»"']|\.(?:\s|$))/g;
const PATH = /^\/(?:[a-z]|\+?\d{6})/;
/** Addresses of people, known whatever follows. */
const SHORTENED = ["wa.me", "t.me", "m.me", "ig.me", "fb.me", "line.me", "signal.me", "youtu.be"];
const BARE = /\.(?:com|fr|net|org|io|gg|eu|uk|ly|xyz|app)$/;
const SPELT_LINK = /\b(?:https?|w w w|www)\b|\b[a-z][\w-]{1,63} (?:point|dot) (?:com|fr|net|org|gg)\b/;

/** « s.n.a.p » */
const SPELT = /(^|[^a-z0-9])([a-z](?:[.\-_*/ ]{1,2}[a-z](?![a-z0-9])){2,30})/g;

/** The contact details in `text`, if any. */
export function contactIn(text: string): Contact | null {
  const plain = plainOf(text);
  if (MAIL.some((pattern) => pattern.test(plain))) return "mail";
  if (hasLink(plain)) return "link";
  if (hasTelephone(plain)) return "phone";
  const joined = plain.replace(
    SPELT,
    (_, before: string, word: string) => before + word.replace(/[^a-z]/g, ""),
  );
  for (const [kind, patterns] of OTHERS) {
    const texts = kind === "network" && joined !== plain ? [plain, joined] : [plain];
    if (patterns.some((pattern) => texts.some((text) => pattern.test(text)))) return kind;
  }
  return null;
}

export const RULE =
  "Ici, élèves et professeurs n’échangent pas de coordonnées\u00a0: tout se passe sur Déclic.";

/** Why it stays here, « vous » to a teacher. */
export function explained(found: Contact, formal: boolean): string {
  const fact = `Ce n’est pas parti\u00a0: il y a ${NAMES[found]}.`;
  return `${fact} ${RULE} ${formal ? "Retirez ce passage, puis renvoyez." : "Enlève ce passage, puis renvoie."}`;
}

const LETTERS =
  "\u0410\u0412\u0415\u0405\u0406\u0408\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0423\u0425" +
  "\u0430\u0435\u0455\u0456\u0458\u043a\u043c\u043d\u043e\u0440\u0441\u0442\u0443\u0445\u0501\u04bb\u051b\u051d\u043f" +
  "\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7" +
  "\u03b1\u03b9\u03ba\u03bd\u03bf\u03c1\u03c4\u03c5\u03c7" +
  "\u1d00\u0299\u1d04\u1d05\u1d07\ua730\u0262\u029c\u026a\u1d0a\u1d0b\u029f\u1d0d\u0274\u1d0f\u1d18\u0280\ua731\u1d1b\u1d1c\u1d20\u1d21\u028f\u1d22\u0131";
const LOOK_LIKE = "ABESIJKMHOPCTYXaesijkmhopctyxdhqwnABEZHIKMNOPTYXaikvoptuxabcdefghijklmnoprstuvwyzi";
/** Cyrillic, Greek, and small capitals. */
const ALIKE: ReadonlyMap<string, string> = new Map(
  [...LETTERS].map((letter, at) => [letter, LOOK_LIKE[at] ?? letter]),
);

/**
 * Lower case, without accents, invisible signs, or typographic variants of the same sign; the figures of all scripts
 * are 0 to 9, and letters of another script are the ones they look like.
 */
function plainOf(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/[\p{M}\p{Cf}]/gu, "")
    .replace(/\p{Nd}/gu, figure)
    .replace(/[’‘]/g, "'")
    .replace(/[‐‑–—]/g, "-")
    .replace(/[·•]/g, ".")
    .replace(/[^\0-\x7f]/gu, (letter) => ALIKE.get(letter) ?? letter)
    .toLowerCase();
}

/** Figures of a script stand side by side, from 0 to 9. */
function figure(sign: string): string {
  const code = sign.codePointAt(0) ?? 0;
  if (code < 0x80) return sign;
  let before = 0;
  while (/\p{Nd}/u.test(String.fromCodePoint(code - before - 1))) before += 1;
  return String(before % 10);
}

function hasLink(plain: string): boolean {
  let rest = plain;
  for (const found of plain.matchAll(LINK)) {
    const [all, whole = "", host = ""] = found;
    const led =
      whole !== host || SHORTENED.includes(host) || PATH.test(plain.slice(found.index + all.length));
    if (!led && !BARE.test(host)) continue;
    if (!SCHOOLING.some((ours) => host === ours || host.endsWith(`.${ours}`))) return true;
    rest = rest.replace(whole, " ");
  }
  return SPELT_LINK.test(rest);
}
