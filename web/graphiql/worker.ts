import { GraphQLWorker } from 'monaco-graphql/esm/GraphQLWorker.js';

type JSONSchema = {
  definitions?: Record<string, { required?: string[]; properties?: Record<string, { default?: unknown }> }>;
};

/**
 * The worker that checks operations and their variables. graphql-language-service takes each non-null field of an input
 * for required, also if it has a default value, and the editor would mark variables without it. GraphQL makes these
 * fields optional (GraphQL specification, "Input Object Required Fields").
 */
export class Worker extends GraphQLWorker {
  override async doGetVariablesJSONSchema(uri: string): Promise<unknown> {
    const schema = (await super.doGetVariablesJSONSchema(uri)) as JSONSchema | null;
    for (const type of Object.values(schema?.definitions ?? {}))
      type.required = type.required?.filter((name) => type.properties?.[name]?.default === undefined);
    return schema;
  }
}
