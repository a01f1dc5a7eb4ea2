package queryplans

import (
	"testing"

	"gorm.io/gorm"

	"clientele/test/apptest"
)

// seedMerging adds customers with a very common name, each with a postcode of its own, two of which are the same, and
// former ids.
func seedMerging(t *testing.T, w *watcher) {
	t.Helper()
	numbers := "generate_series(1, 20000) AS n (i)"
	if w.db.Dialect != "postgres" {
		numbers = "(WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) SELECT i FROM n) AS n"
	}
	const at = "(SELECT created_at FROM customers WHERE id = 'customer_1000000001')"
	err := w.db.InTx(t.Context(), func(tx *gorm.DB) error {
		for _, statement := range []string{
			`INSERT INTO customers (id, email, email_key, email_fold, name, name_fold, password_given, email_verified, accepts_marketing, orders_count, search_text, created_at, updated_at, version)
				SELECT 'customer_' || (2000000000 + i), 'ann' || i || '@example.com', 'ann' || i || '@example.com', 'ann' || i || '@example.com', 'Ann Common', 'ann common',
				false, false, false, 0, 'ann common', ` + at + `, ` + at + `, 1 FROM ` + numbers,
			`INSERT INTO addresses (id, customer_id, line1, city, postcode, country, is_default_shipping, is_default_billing, created_at, updated_at, version)
				SELECT 'address_' || (2000000000 + i), 'customer_' || (2000000000 + i), i || ' Main Street', 'Berlin', '' || (20000 + i - i / 15000 * 5000), 'DE', true, true, ` + at + `, ` + at + `, 1 FROM ` + numbers,
			`INSERT INTO merged_customers (merged_id, customer_id, merged_at) SELECT 'customer_' || (3000000000 + i), 'customer_' || (2000000000 + i), ` + at + ` FROM ` + numbers,
		} {
			if err := tx.Exec(statement).Error; err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range []string{"customers", "addresses", "merged_customers"} {
		execute(t, w.db, "ANALYZE "+table)
	}
}

// aboutMerging returns the queries of merging.
func aboutMerging(w *watcher, key apptest.Headers) []question {
	w.T.Helper()
	seedMerging(w.T, w)
	var all []question
	add := func(name, query string) { all = append(all, question{name: name, as: key, query: query}) }
	add("a customer by a former id", `{ customer(id: "customer_3000000077") { id mergedIds } nodes(ids: ["customer_3000000078", "customer_x", "customer_1000000001"]) { id } }`)
	add("former ids of a list", `{ customers(first: 50) { nodes { id mergedIds } } }`)
	add("duplicates with a common name", `{ possibleDuplicates(customerId: "customer_2000014990") { customer { id } reasons } }`)
	add("duplicates with a common postcode", `{ possibleDuplicates(customerId: "customer_1000002001") { customer { id } reasons } }`)
	add("duplicates of the largest", `{ possibleDuplicates(customerId: "customer_1000000001") { customer { id } reasons } }`)
	add("a preview", `{ customerMergePreview(keep: "customer_1000002011", merge: "customer_1000002021") { orders addresses fields { field } blocking { code } } }`)
	add("a merge", `mutation { mergeCustomers(input: { keep: "customer_1000002011", merge: "customer_1000002021", fieldsFromMerged: ["email", "name", "customFields.nickname", "customFields.friend"] }) { customer { id } userErrors { code message } } }`)
	return all
}
