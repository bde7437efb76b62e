export interface Listed {
  /** What the person is called at `npm run cli -- --as`. */
  readonly key: string;
  readonly name: string;
  readonly userName: string;
  readonly roles: readonly string[];
}

/** Who can sign in, and what their sign-in is worth. */
export interface Directory {
  people(): Promise<readonly Listed[]>;
  /** A fresh ID token; `undefined` for somebody who is not there, or not any more. */
  idToken(key: string): Promise<string | undefined>;
}

export interface SignInEndpoint {
  readonly url: string;
  readonly secret: string;
}

/** The stand-in for Entra, asked as App Service asks Entra: not over the browser, and with a secret. */
export function entraDirectory({ url, secret }: SignInEndpoint): Directory {
  const ask = async (path: string) => {
    const response = await fetch(`${url}/${path}`, { headers: { "x-sign-in-secret": secret } });
    if (response.status === 404) return undefined;
    if (!response.ok) throw new Error(`Entra answered ${response.status} to /${path}`);
    return response.json();
  };
  return {
    people: async () => ((await ask("people")) ?? []) as readonly Listed[],
    idToken: async (key) => {
      const found = (await ask(`id-token?person=${encodeURIComponent(key)}`)) as { id_token: string } | undefined;
      return found?.id_token;
    },
  };
}
