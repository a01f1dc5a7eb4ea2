package privacy

// otherTables are the tables without personal data of customers.
func otherTables() []Table {
	return []Table{
		{Name: "erasures", Reason: "keyed hashes, which prove erasures and let them be repeated"},
		{Name: "attempts", Reason: "counters by hash that end within a day, and limit attempts also after an erasure"},
		{Name: "custom_fields", Reason: "definitions that the shop makes"},
		{Name: "custom_fields_version", Reason: "a counter"},
		{Name: "customer_groups", Reason: "definitions that the shop makes"},
		{Name: "saved_views", Reason: "filters and searches that the staff saves, and can delete"},
		{Name: "list_columns", Reason: "columns that the staff chooses"},
		{Name: "shop_settings", Reason: "settings of the shop"},
		{Name: "webhooks", Reason: "receivers that the shop configures"},
		{Name: "webhook_cursor", Reason: "a counter"},
		{Name: "api_keys", Reason: "keys of the shop's programs"},
		{Name: "staff_members", Reason: "the staff, who are no customers"},
		{Name: "staff_sessions", Reason: "sessions of the staff"},
		{Name: "goose_db_version", Reason: "the version of the tables"},
	}
}
