package citus

import "slices"

// keys are the distribution columns of the distributed tables.
var keys = map[string]string{
	"customers": "id", "addresses": "customer_id", "sessions": "customer_id", "customer_tags": "customer_id",
	"customer_group_members": "customer_id", "merged_customers": "customer_id", "custom_field_values": "owner_id",
	"events": "subject_id", "orders": "id", "order_items": "order_id", "payments": "order_id",
	"refunds": "order_id", "shipments": "order_id", "refund_items": "refund_id", "shipment_items": "shipment_id",
}

// references are the tables with a copy on each node.
var references = []string{"custom_fields", "customer_groups"}

// written are the columns that lockRows writes to lock a row. Other tables have the column version.
var written = map[string]string{
	"sessions": "generation", "customer_tags": "position", "customer_group_members": "group_id",
	"merged_customers": "merged_at", "custom_field_values": "value", "events": "hidden", "order_items": "position",
	"payments": "voided_at", "refunds": "voided_at", "refund_items": "quantity", "shipment_items": "quantity",
}

// lockColumn returns a column of a distributed table that can be written without an effect.
func lockColumn(table string) string {
	if column, ok := written[table]; ok {
		return column
	}
	return "version"
}

// unique is a rule that values are unique in a whole table, although its rows are on several shards. A unique index can
// contain only values of the same shard, so the values are also rows of the table unique_values. Rows in which one of
// the columns is NULL or empty have no value.
type unique struct {
	name    string   // of the index on PostgreSQL, as db.UniqueViolation returns it
	owner   string   // the column with the owner of a value, by which the rows are distributed
	columns []string // whose values are unique together
}

// uniques are the rules by table.
var uniques = map[string][]unique{
	"customers": {
		{"customers.email_key", "id", []string{"email_key"}},
		{"customers.external_id", "id", []string{"external_id"}},
	},
	"orders": {
		{"orders.number", "id", []string{"number"}},
		{"orders.external_id", "id", []string{"external_id"}},
		{"orders.quote_id", "id", []string{"quote_id"}},
		{"orders.idempotency", "id", []string{"idempotency_scope", "idempotency_key"}},
	},
	"custom_field_values": {
		{"custom_field_values.unique_key", "owner_id", []string{"field_id", "unique_key"}},
	},
}

// dependent are rows that PostgreSQL deletes or changes together with the row that they refer to, by a foreign key or a
// trigger that Citus cannot have, because they are on other shards or on the coordinator.
type dependent struct {
	table, column string
	change        string // what is set instead of deleting the row; empty to delete it
}

// dependents are the dependent rows by table.
var dependents = map[string][]dependent{
	"customers": {
		{"custom_field_values", "owner_id", ""},
		{"orders", "customer_id", "customer_id = NULL"},
		{"consents", "customer_id", "customer_id = NULL"},
		{"known_places", "customer_id", ""},
		{"one_time_tokens", "customer_id", ""},
	},
	"addresses": {{"custom_field_values", "owner_id", ""}},
	"orders": {
		{"custom_field_values", "owner_id", ""},
		{"known_places", "order_id", ""},
		{"one_time_tokens", "order_id", ""},
	},
	"customer_groups": {{"customer_group_members", "group_id", ""}},
	"refunds":         {{"refund_items", "refund_id", ""}},
	"shipments":       {{"shipment_items", "shipment_id", ""}},
}

// cascades are the distributed tables whose rows Citus deletes by a foreign key, and which have dependent rows or
// unique values themselves.
var cascades = map[string]map[string]string{
	"customers": {"addresses": "customer_id"},
	"orders":    {"refunds": "order_id", "shipments": "order_id"},
}

// rulesAbout returns the rules of a table about columns.
func rulesAbout(table string, is func(column string) bool) []unique {
	var rules []unique
	for _, rule := range uniques[table] {
		if slices.ContainsFunc(rule.columns, is) {
			rules = append(rules, rule)
		}
	}
	return rules
}
