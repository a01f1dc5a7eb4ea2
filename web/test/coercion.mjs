// Coerces variables with graphql-js: reads { sdl, cases: [{ query, variables }] } from a file and writes [{ ok, values }] to another.
import { readFileSync, writeFileSync } from 'node:fs';
import { buildSchema, GraphQLScalarType, parse } from 'graphql';
import { getVariableValues } from 'graphql/execution/values.js';

const [from, to] = process.argv.slice(2);
const { sdl, cases } = JSON.parse(readFileSync(from, 'utf8'));
const schema = buildSchema(sdl);
for (const type of Object.values(schema.getTypeMap())) {
  if (type instanceof GraphQLScalarType && !['Int', 'Float', 'String', 'Boolean', 'ID'].includes(type.name)) {
    type.parseValue = (value) => value; // the services read these
  }
}
const answers = cases.map(({ query, variables }) => {
  const { errors, coerced } = getVariableValues(schema, parse(query).definitions[0].variableDefinitions, variables);
  return errors ? { ok: false, message: errors[0].message } : { ok: true, values: coerced };
});
writeFileSync(to, JSON.stringify(answers));
