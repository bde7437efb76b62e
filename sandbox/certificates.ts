// @peculiar/x509 needs it and must find it loaded.
import "reflect-metadata";
import type { webcrypto } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as x509 from "@peculiar/x509";

export interface Certificate {
  /** The file that NODE_EXTRA_CA_CERTS names. */
  readonly caPath: string;
  readonly ca: string;
  readonly key: string;
  readonly cert: string;
}

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
/** So wide that a clock moved by decades, either way, stays within. */
const validity = { notBefore: new Date("2020-01-01T00:00:00Z"), notAfter: new Date("2120-01-01T00:00:00Z") };

/** The test CA's server certificate for localhost; made once and kept in the folder. The CA's key is thrown away. */
export async function certificateIn(folder: string): Promise<Certificate> {
  await mkdir(folder, { recursive: true });
  const bundlePath = join(folder, "certificate.json");
  const caPath = join(folder, "ca.pem");
  const bundle = (await read(bundlePath)) ?? (await keep(bundlePath, JSON.stringify(await makeCertificate())));
  const made = JSON.parse(bundle) as Omit<Certificate, "caPath">;
  await keep(caPath, made.ca);
  return { ...made, caPath };
}

async function read(path: string): Promise<string | undefined> {
  return readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
}

/** A reader sees the whole file or none, also after a crash in the middle. */
async function keep(path: string, content: string): Promise<string> {
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, content, { mode: 0o600 });
  await rename(draft, path);
  return content;
}

async function makeCertificate(): Promise<Omit<Certificate, "caPath">> {
  const caKeys = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const serverKeys = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const ca = await makeCa(caKeys);
  const server = await x509.X509CertificateGenerator.create({
    serialNumber: "02",
    subject: "CN=localhost",
    issuer: ca.subject,
    ...validity,
    signingAlgorithm: algorithm,
    publicKey: serverKeys.publicKey,
    signingKey: caKeys.privateKey,
    extensions: [
      new x509.BasicConstraintsExtension(false),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension([
        { type: "dns", value: "localhost" },
        { type: "ip", value: "127.0.0.1" },
      ]),
    ],
  });
  const key = x509.PemConverter.encode(await crypto.subtle.exportKey("pkcs8", serverKeys.privateKey), "PRIVATE KEY");
  return { ca: ca.toString("pem"), key, cert: server.toString("pem") };
}

function makeCa(keys: webcrypto.CryptoKeyPair): Promise<x509.X509Certificate> {
  return x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: "01",
    name: "CN=Relay Approvals Sandbox CA",
    ...validity,
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
    ],
  });
}
