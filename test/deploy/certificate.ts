import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A certificate that vouches for itself, for `localhost`, as files. */
export interface Certificate {
  readonly certFile: string;
  readonly keyFile: string;
  /** Both in one, as HAProxy wants them. */
  readonly pairFile: string;
}

export function issueCertificate(directory: string): Certificate {
  const [certFile, keyFile, pairFile] = ['cert.pem', 'key.pem', 'pair.pem'].map((name) =>
    join(directory, name),
  ) as [string, string, string];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost', '-days', '2'];
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'];
  const files = ['-keyout', keyFile, '-out', certFile];
  execFileSync('openssl', ['req', '-x509', '-nodes', ...curve, ...subject, ...files], { stdio: 'ignore' });
  writeFileSync(pairFile, readFileSync(certFile, 'utf8') + readFileSync(keyFile, 'utf8'));
  return { certFile, keyFile, pairFile };
}
