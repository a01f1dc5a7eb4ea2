package clients

import (
	"strings"
	"testing"

	"clientele/test/apptest"
)

// unusualKeys are keys of custom fields that have a meaning in programming languages or in code that generators write.
const unusualKeys = `any await break class data default delete enum error export fieldOptions filter from func
	function go import in input interface key length map new number object package prototype range record
	return string switch then this type undefined value var void x1 y y1`

// unusualOptions are options of a field that have such a meaning.
const unusualOptions = `A_B ABC Any DEFAULT False Infinity Int NONE NaN String TRUE UNKNOWN class constructor data
	id json new object prototype toString undefined v1_1`

// TestUnusualNames generates clients in TypeScript and Go of a shop with unusual names of custom fields, and compiles
// them. The keys are also names of types, since each second field is an ENUM.
func TestUnusualNames(t *testing.T) {
	t.Parallel()
	p := apptest.Start(t, apptest.Data(t))
	key := p.APIKey(apptest.AllScopes...)
	shoes(p, key)
	var options []apptest.Vars
	for _, name := range strings.Fields(unusualOptions) {
		options = append(options, apptest.Vars{"value": name})
	}
	for i, name := range strings.Fields(unusualKeys) {
		field := apptest.Vars{"key": name, "type": "STRING"}
		if i%2 == 1 && name != "key" {
			field["type"], field["options"] = "ENUM", options
		}
		p.CreateField(key, field)
	}
	query := `query UnusualNames($by: CustomerCustomFieldKey, $in: CustomerCustomFieldsFilter) {
		customers(filter: { customFields: $in }, orderBy: { customField: $by }) { nodes { customFields {
			__typename ` + unusualKeys + `
		} } }
	}
	mutation UnusualInputs($input: UpdateCustomerInput!) {
		updateCustomer(id: "customer_x", input: $input) { userErrors { code } }
	}`
	sdl := p.SDL(key)

	t.Run("TypeScript", func(t *testing.T) {
		e := newNodeExample(t, "graphql-codegen", p, key)
		e.write("schema.graphql", sdl)
		e.write("operations/unusual.graphql", query)
		e.write("native.yml", `
schema: schema.graphql
documents: operations/*.graphql
generates:
  enums.ts: { plugins: [typescript-operations, typed-document-node], config: { useTypeImports: true, enumType: native } }
`)
		e.write("use.ts", `import { CustomerCustomFieldClass, CustomerCustomFieldKey, type UnusualInputsMutationVariables, type UnusualNamesQuery } from './enums.js';
type Fields = NonNullable<UnusualNamesQuery['customers']>['nodes'][number]['customFields'];
export const read = (f: Fields): (string | null | undefined)[] => [f.class, f.default, f.prototype, f.then];
export const by: CustomerCustomFieldKey[] = [CustomerCustomFieldKey.Class, CustomerCustomFieldKey.Prototype];
export const write: UnusualInputsMutationVariables = { input: { customFields: { any: 'a', class: CustomerCustomFieldClass.Default, type: null } } };
`)
		e.run("graphql-codegen", "--config", "codegen.ts")
		e.run("graphql-codegen", "--config", "native.yml")
		e.run("tsc", "--noEmit")
	})
	t.Run("Go", func(t *testing.T) {
		e := newExample(t, "go", p, key)
		if out, err := e.try("go", "mod", "download"); err != nil {
			missing(t, "the modules of examples/codegen/go: "+out)
		}
		e.write("schema.graphql", sdl)
		e.write("operations/unusual.graphql", query)
		e.run("go", "generate", ".")
		e.run("go", "vet", ".")
	})
}
