export interface Person {
  readonly objectId: string;
  readonly tenant: string;
  readonly name: string;
}

export interface Pseudonym {
  readonly ref: string;
  /** SHA-256 over salt and object id; the salt lives in People. */
  readonly commitment: string;
}
