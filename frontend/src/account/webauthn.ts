/** What the server and `navigator.credentials` say to each other: bytes travel as base64url. */
interface Described {
  readonly id: string;
  readonly type: PublicKeyCredentialType;
  readonly transports?: AuthenticatorTransport[];
}

interface Plain {
  readonly publicKey: {
    readonly challenge: string;
    readonly user?: { readonly id: string; readonly name: string; readonly displayName: string };
    readonly excludeCredentials?: Described[];
    readonly allowCredentials?: Described[];
  };
}

export type Options =
  | { readonly create: PublicKeyCredentialCreationOptions }
  | { readonly get: PublicKeyCredentialRequestOptions };

/** A key that is created is always one the device keeps and opens by itself, so that it can sign in without a password. */
export function fromOptions(said: unknown, creating: boolean): Options {
  const { publicKey } = said as Plain;
  const common = { ...publicKey, challenge: bytes(publicKey.challenge) };
  if (!creating) {
    return {
      get: { ...common, allowCredentials: (publicKey.allowCredentials ?? []).map(described) },
    } as { get: PublicKeyCredentialRequestOptions };
  }
  const user = publicKey.user;
  if (user === undefined) throw new Error("no user");
  return {
    create: {
      ...common,
      user: { ...user, id: bytes(user.id) },
      excludeCredentials: (publicKey.excludeCredentials ?? []).map(described),
      authenticatorSelection: {
        residentKey: "required",
        requireResidentKey: true,
        userVerification: "required",
      },
    } as unknown as PublicKeyCredentialCreationOptions,
  };
}

/** The device's answer, as the server reads it. */
export function toPlain(credential: PublicKeyCredential): Record<string, unknown> {
  const answer = credential.response;
  const parts: Record<string, string | null> = { clientDataJSON: text(answer.clientDataJSON) };
  if (answer instanceof AuthenticatorAttestationResponse) {
    parts.attestationObject = text(answer.attestationObject);
  } else if (answer instanceof AuthenticatorAssertionResponse) {
    parts.authenticatorData = text(answer.authenticatorData);
    parts.signature = text(answer.signature);
    parts.userHandle = answer.userHandle === null ? null : text(answer.userHandle);
  }
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: parts,
  };
}

export function bytes(base64url: string): Uint8Array<ArrayBuffer> {
  const plain = atob(base64url.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (sign) => sign.charCodeAt(0));
}

export function text(raw: ArrayBuffer): string {
  const plain = btoa(String.fromCharCode(...new Uint8Array(raw)));
  return plain.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

function described(one: Described): PublicKeyCredentialDescriptor {
  return { ...one, id: bytes(one.id) };
}
