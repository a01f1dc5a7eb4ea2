// Runs PostGraphile on the shop's tables, with only the features that the measured requests need. grants.sql creates the
// role that it connects as.
import { createServer } from "node:http";
import { postgraphile } from "postgraphile";
import { makePgService } from "postgraphile/adaptors/pg";
import { grafserv } from "postgraphile/grafserv/node";
import { makeV4Preset } from "postgraphile/presets/v4";
import { PostGraphileConnectionFilterPreset } from "postgraphile-plugin-connection-filter";

const serv = postgraphile({
  extends: [makeV4Preset({ dynamicJson: true, ignoreRBAC: false, graphiql: false }), PostGraphileConnectionFilterPreset],
  pgServices: [makePgService({ connectionString: process.env.DATABASE_URL, schemas: ["public"], poolConfig: { max: 16 } })],
  grafserv: { graphqlPath: "/graphql", graphiql: false, watch: false },
}).createServ(grafserv);
const server = createServer();
await serv.addTo(server);
await serv.ready();
server.listen(0, "127.0.0.1", () => console.log(`API http://127.0.0.1:${server.address().port}/graphql`));
for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, () => process.exit(0));
