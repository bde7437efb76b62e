import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { type Certificate, certificateIn } from "../../sandbox/certificates.ts";

let made: Promise<Certificate> | undefined;
let holders = 0;
let before: readonly string[] = [];

/** A certificate for localhost whose CA is the only one that this process trusts, until everybody who asked has released it. */
export async function holdTrustedCertificate(): Promise<Certificate> {
  made ??= makeCertificate();
  const certificate = await made;
  if (holders === 0) {
    before = getCACertificates();
    setDefaultCACertificates([certificate.ca]);
  }
  holders += 1;
  return certificate;
}

/** Other test files of this process get back what they trust. */
export function releaseTrustedCertificate(): void {
  holders -= 1;
  if (holders === 0) setDefaultCACertificates([...before]);
}

async function makeCertificate(): Promise<Certificate> {
  const folder = await mkdtemp(join(tmpdir(), "certificate-"));
  const certificate = await certificateIn(folder);
  await rm(folder, { recursive: true });
  return certificate;
}
