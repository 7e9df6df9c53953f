// An identity provider with ProConnect's rules, for tests: PORT, and where it may send people back, as arguments.
// It refuses what ProConnect refuses, and can be told to misbehave.
import { createServer } from "node:http";
import * as jose from "jose";
import Provider from "oidc-provider";

const [port, redirectUri, home] = process.argv.slice(2);
const issuer = `http://localhost:${port}`;
const KNOWN = ["client_id", "redirect_uri", "response_type", "scope", "state", "nonce", "acr_values", "claims"];
const PEOPLE = {
  camille: { given_name: "Camille", usual_name: "Roche", email: "camille.roche@clichy.example", siret: "21920024300018" },
  moved: { given_name: "Camille", usual_name: "Roche", email: "camille.roche@clichy.example", siret: "21750001600019" },
  nobody: { given_name: "Alix", usual_name: "Nord", email: "alix.nord@clichy.example", siret: "21920024300018" },
  unknown: { given_name: "Zoé", usual_name: "Sud", email: "zoe.sud@ailleurs.example", siret: "99999999900019" },
  bare: { given_name: "Lou", usual_name: "Vide", email: "lou@clichy.example", siret: "" },
};

const { privateKey } = await jose.generateKeyPair("RS256", { extractable: true });
const jwk = { ...(await jose.exportJWK(privateKey)), kid: "one", use: "sig", alg: "RS256" };
const stranger = (await jose.generateKeyPair("RS256")).privateKey;
/** What it does wrong, until told otherwise. */
let fault = "";
/** Milliseconds its clock is ahead. */
let ahead = 0;
const now = Date.now;
Date.now = () => now() + ahead;

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: "declic",
      client_secret: "a secret of the tests, long enough",
      redirect_uris: [redirectUri],
      post_logout_redirect_uris: [home],
      response_types: ["code"],
      grant_types: ["authorization_code"],
      token_endpoint_auth_method: "client_secret_post",
      id_token_signed_response_alg: "RS256",
      userinfo_signed_response_alg: "RS256",
    },
  ],
  jwks: { keys: [jwk] },
  cookies: { keys: ["only for tests"] },
  claims: { openid: ["sub"], email: ["email"], given_name: ["given_name"], usual_name: ["usual_name"], siret: ["siret"] },
  scopes: ["openid", "email", "given_name", "usual_name", "siret"],
  features: {
    devInteractions: { enabled: false },
    jwtUserinfo: { enabled: true },
    rpInitiatedLogout: {
      enabled: true,
      logoutSource: (ctx, form) => {
        ctx.body = `<!doctype html><title>Au revoir</title>${form}<button form="op.logoutForm" name="logout" value="yes">Quitter</button>`;
      },
    },
  },
  pkce: { required: () => false },
  ttl: { AuthorizationCode: 30, AccessToken: 60, IdToken: 60, Interaction: 600, Session: 3600, Grant: 3600 },
  findAccount: (_ctx, sub) => ({ accountId: sub, claims: () => ({ sub, ...PEOPLE[sub] }) }),
  interactions: { url: (_ctx, interaction) => `/who/${interaction.uid}` },
  loadExistingGrant: async (ctx) => {
    const grant = new ctx.oidc.provider.Grant({
      clientId: ctx.oidc.client.clientId,
      accountId: ctx.oidc.session.accountId,
    });
    grant.addOIDCScope("openid email given_name usual_name siret");
    await grant.save();
    return grant;
  },
});

provider.use(async (ctx, next) => {
  if (ctx.path === "/auth") {
    const { state = "", nonce = "" } = ctx.query;
    const extra = Object.keys(ctx.query).filter((name) => !KNOWN.includes(name));
    if (extra.length > 0 || state.length < 32 || nonce.length < 32) {
      ctx.status = 400;
      ctx.body = `refused: ${extra.join(", ") || "state or nonce too short"}`;
      return;
    }
    if (fault === "nonce") ctx.query = { ...ctx.query, nonce: "n".repeat(40) };
  }
  await next();
  if (ctx.path === "/me" && ctx.status === 200) await misbehave(ctx);
});

/** The identity, as somebody who is not ProConnect would give it. */
async function misbehave(ctx) {
  const said = jose.decodeJwt(ctx.body);
  const signed = (claims, key = privateKey, alg = "RS256") =>
    new jose.SignJWT(claims).setProtectedHeader({ alg, kid: "one" }).sign(key);
  if (fault === "unsigned") {
    ctx.body = said;
    ctx.type = "application/json";
  } else if (fault === "none") ctx.body = new jose.UnsecuredJWT(said).encode();
  else if (fault === "audience") ctx.body = await signed({ ...said, aud: "another" });
  else if (fault === "issuer") ctx.body = await signed({ ...said, iss: "https://elsewhere.example" });
  else if (fault === "key") ctx.body = await signed(said, stranger);
  else if (fault === "person") ctx.body = await signed({ ...said, sub: "moved" });
  else if (fault === "hmac") ctx.body = await signed(said, new TextEncoder().encode("a secret of the tests, long enough"), "HS256");
  if (fault && fault !== "unsigned") ctx.type = "application/jwt";
}

const answer = provider.callback();
createServer(async (request, response) => {
  const { pathname, searchParams } = new URL(request.url, issuer);
  if (pathname === "/told") {
    fault = searchParams.get("fault") ?? "";
    ahead = Number(searchParams.get("ahead") ?? 0) * 1000;
    response.end();
  } else if (pathname.startsWith("/who/") && searchParams.has("is")) {
    await provider.interactionFinished(request, response, { login: { accountId: searchParams.get("is") } });
  } else if (pathname.startsWith("/who/")) {
    response.setHeader("Content-Type", "text/html; charset=utf-8");
    const links = Object.keys(PEOPLE).map((who) => `<p><a href="?is=${who}">${who}</a></p>`);
    response.end(`<!doctype html><html lang="fr"><title>Qui ?</title>${links.join("")}`);
  } else answer(request, response);
}).listen(Number(port), "127.0.0.1", () => process.stdout.write("ready\n"));
