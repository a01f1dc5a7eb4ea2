// Runs every audit of the GraphQL-over-HTTP specification against a running server, and fails if one is not ok.
//
//   node test/http-audits.mjs http://localhost:8080/graphql
import { auditServer } from 'graphql-http';

const url = process.argv[2];
const results = await auditServer({ url });
const faults = results.filter((result) => result.status !== 'ok');
for (const { status, id, name, reason } of faults) console.error(`${status} ${id} ${name}: ${reason}`);
console.log(`${results.length - faults.length} of ${results.length} audits are ok`);
process.exit(faults.length === 0 && results.length >= 61 ? 0 : 1);
