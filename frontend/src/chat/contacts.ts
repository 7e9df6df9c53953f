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
const AT = "\\s*(?:@|\\(at\\)|\\[at\\]|<at>|\\(a\\)|\\b(?:arobase|arobas|arobaz|arrobase|arobasse)\\b)\\s*";
const DOT = "\\s*(?:\\.|\\(dot\\)|\\(point\\)|\\b(?:point|dot)\\b)\\s*";
const HOST =
  "(?:gmail|hotmail|outlook|yahoo|orange|free|laposte|icloud|wanadoo|sfr|proton\\w*|live|bbox|neuf)";
const SLANG =
  "(?:snap(?:chat)?|insta(?:gram)?|tik ?tok|disco?rd|whats? ?app?|telegram|messenger|facetime|viber|bereal)";
const NET = `(?:${SLANG}|facebook|fb|twitter|skype|twitch|roblox|pinterest|threads|youtube)`;
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

/** The contact details in `text`, if any. */
export function contactIn(text: string): Contact | null {
  const plain = plainOf(text);
  if (MAIL.some((pattern) => pattern.test(plain))) return "mail";
  if (hasLink(plain)) return "link";
  if (hasTelephone(plain)) return "phone";
  for (const [kind, patterns] of OTHERS) if (patterns.some((pattern) => pattern.test(plain))) return kind;
  return null;
}

export const RULE =
  "Ici, élèves et professeurs n’échangent pas de coordonnées\u00a0: tout se passe sur Déclic.";

/** Why it stays here, « vous » to a teacher. */
export function explained(found: Contact, formal: boolean): string {
  const fact = `Ce n’est pas parti\u00a0: il y a ${NAMES[found]}.`;
  return `${fact} ${RULE} ${formal ? "Retirez ce passage, puis renvoyez." : "Enlève ce passage, puis renvoie."}`;
}

/** Lower case, without accents, invisible signs, or typographic variants of the same sign. */
function plainOf(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/[\p{M}\p{Cf}]/gu, "")
    .replace(/[’‘]/g, "'")
    .replace(/[‐‑–—]/g, "-")
    .replace(/[·•]/g, ".")
    .toLowerCase();
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
