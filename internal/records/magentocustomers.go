package records

import "slices"

// The columns of Magento's exports of customers and of their addresses, without punctuation
// (https://experienceleague.adobe.com/docs/commerce-admin/systems/data-transfer/data-attributes-customer.html). Neither
// has an ID of the customer, so that customers are matched by their email addresses.
var (
	magentoCustomerColumns = map[string]string{
		"email": "email", "createdat": "created_at", "firstname": "first_name", "middlename": "middle_name",
		"lastname": "last_name", "passwordhash": "password_hash",
	}
	magentoAddressColumns = map[string]string{
		"email": "email", "city": "address.city", "company": "address.company", "countryid": "address.country",
		"firstname": "address.first_name", "middlename": "address.middle_name", "lastname": "address.last_name",
		"postcode": "address.postcode", "region": "address.region", "street": "address.street",
		"telephone": "address.phone", "addressdefaultbilling": "address.default_billing",
		"addressdefaultshipping": "address.default_shipping",
	}
)

// magentoCustomers returns the dialect of a file of customers or, if it has the column _email, of a file of addresses.
func magentoCustomers(header []string) dialect {
	columns := magentoCustomerColumns
	if slices.Contains(header, "_email") {
		columns = magentoAddressColumns
	}
	return dialect{
		name:  func(column string) string { return columns[plainName(column)] },
		field: customerField, required: [][]string{{"email"}}, keys: []string{"email"}, system: true,
	}
}
