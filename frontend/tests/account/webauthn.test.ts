import { describe, expect, it, vi } from "vitest";
import { bytes, fromOptions, text, toPlain } from "../../src/account/webauthn";

const buffer = (...values: number[]): ArrayBuffer => Uint8Array.from(values).buffer;
const every = Array.from({ length: 256 }, (_, value) => value);

describe("bytes as base64url", () => {
  it("come back as they went, whatever they are and however many", () => {
    for (let length = 0; length <= 256; length += 1) {
      const some = every.slice(256 - length);
      expect([...bytes(text(buffer(...some)))]).toEqual(some);
    }
  });

  it("are written with the two signs an address may hold, and without padding", () => {
    expect(text(buffer(0xfb, 0xff, 0xfe))).toBe("-__-");
    expect(text(buffer(0xff))).toBe("_w");
    expect(text(buffer(...every))).not.toMatch(/[+/=]/);
  });

  it("are read with or without padding, as the server wrote them", () => {
    expect([...bytes("_w")]).toEqual([0xff]);
    expect([...bytes("_w==")]).toEqual([0xff]);
    expect([...bytes("-__-")]).toEqual([0xfb, 0xff, 0xfe]);
  });

  it("that are none are refused, not guessed", () => {
    expect(() => bytes("pas du base64 !")).toThrow();
  });
});

const KEY = { id: "AQID", type: "public-key", transports: ["internal"] };
const CREATE = {
  publicKey: {
    challenge: "AAEC",
    rp: { id: "declic.example", name: "Déclic" },
    user: { id: "Kg", name: "claire@exemple.fr", displayName: "Mme Lefèvre" },
    pubKeyCredParams: [{ type: "public-key", alg: -7 }],
    excludeCredentials: [KEY],
    authenticatorSelection: { residentKey: "discouraged", userVerification: "preferred" },
  },
};

describe("what the server asks of the device", () => {
  it("to make a key: bytes for text, the rest as it was said", () => {
    const asked = fromOptions(CREATE, true);
    if (!("create" in asked)) throw new Error("asked for a key that exists");
    const { create } = asked;
    expect(new Uint8Array(create.challenge as ArrayBuffer)).toEqual(Uint8Array.of(0, 1, 2));
    expect(create.user).toEqual({ ...CREATE.publicKey.user, id: Uint8Array.of(42) });
    expect(create.rp).toEqual(CREATE.publicKey.rp);
    expect(create.pubKeyCredParams).toEqual(CREATE.publicKey.pubKeyCredParams);
    expect(create.excludeCredentials).toEqual([{ ...KEY, id: Uint8Array.of(1, 2, 3) }]);
  });

  it("to make a key: one the device keeps and opens by itself, whatever the server preferred", () => {
    expect(fromOptions(CREATE, true)).toMatchObject({
      create: {
        authenticatorSelection: {
          residentKey: "required",
          requireResidentKey: true,
          userVerification: "required",
        },
      },
    });
  });

  it("to make a key for nobody is refused", () => {
    expect(() => fromOptions({ publicKey: { challenge: "AAEC" } }, true)).toThrow("no user");
  });

  it("to sign in: among these keys, or with whichever it holds when none is named", () => {
    const known = fromOptions({ publicKey: { challenge: "AAEC", allowCredentials: [KEY] } }, false);
    expect(known).toMatchObject({ get: { allowCredentials: [{ ...KEY, id: Uint8Array.of(1, 2, 3) }] } });
    const any = fromOptions({ publicKey: { challenge: "AAEC", userVerification: "required" } }, false);
    expect(any).toEqual({
      get: { challenge: Uint8Array.of(0, 1, 2), userVerification: "required", allowCredentials: [] },
    });
  });
});

/** The browser's two kinds of answer, told apart by their class alone. */
class Made {
  readonly clientDataJSON = buffer(123, 125);
  readonly attestationObject = buffer(251, 255);
}
class Signed {
  readonly clientDataJSON = buffer(123, 125);
  readonly authenticatorData = buffer(1);
  readonly signature = buffer(255, 255);
  constructor(readonly userHandle: ArrayBuffer | null) {}
}

function credential(response: unknown): PublicKeyCredential {
  return {
    id: "AQID",
    rawId: buffer(1, 2, 3),
    type: "public-key",
    authenticatorAttachment: "platform",
    getClientExtensionResults: () => ({ credProps: { rk: true } }),
    response,
  } as unknown as PublicKeyCredential;
}

describe("what the device answers", () => {
  vi.stubGlobal("AuthenticatorAttestationResponse", Made);
  vi.stubGlobal("AuthenticatorAssertionResponse", Signed);

  it("goes whole to the server: a new key with its attestation", () => {
    const plain = toPlain(credential(new Made()));
    expect(plain).toEqual({
      id: "AQID",
      rawId: "AQID",
      type: "public-key",
      authenticatorAttachment: "platform",
      clientExtensionResults: { credProps: { rk: true } },
      response: { clientDataJSON: "e30", attestationObject: "-_8" },
    });
    expect(JSON.parse(JSON.stringify(plain))).toEqual(plain);
  });

  it("goes whole to the server: a signature with whose key it is, if the device says", () => {
    expect(toPlain(credential(new Signed(buffer(42)))).response).toEqual({
      clientDataJSON: "e30",
      authenticatorData: "AQ",
      signature: "__8",
      userHandle: "Kg",
    });
    expect(toPlain(credential(new Signed(null))).response).toMatchObject({ userHandle: null });
  });
});
