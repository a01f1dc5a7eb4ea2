package records

import (
	"slices"
	"strings"
)

// synonyms are names of columns that other tools use for the fields of customers, without punctuation.
var synonyms = map[string][]string{
	"external_id":       {"id", "customerid", "customernumber", "customerno", "clientid", "userid", "externalref", "externalreference"},
	"email":             {"emailaddress", "mail", "mailaddress", "customeremail", "useremail"},
	"name":              {"fullname", "customername"},
	"first_name":        {"givenname", "forename", "customerfirstname"},
	"last_name":         {"surname", "familyname", "customerlastname"},
	"middle_name":       {"middlenames"},
	"phone":             {"phonenumber", "telephone", "telephonenumber", "mobile", "mobilephone", "mobilenumber", "cell", "cellphone", "tel"},
	"locale":            {"language", "lang", "languagecode", "customerlocale"},
	"accepts_marketing": {"acceptsemailmarketing", "emailmarketing", "marketing", "marketingconsent", "newsletter", "optin", "subscribed"},
	"email_verified":    {"verified", "emailconfirmed"},
	"disabled":          {"blocked", "deactivated"},
	"note":              {"notes", "comment", "comments", "remarks"},
	"tags":              {"tag", "labels"},
	"groups":            {"customergroups"},
	"created_at":        {"created", "datecreated", "creationdate", "registered", "registeredat", "registrationdate", "signupdate", "customersince"},
	"password_hash":     {"hashedpassword", "userpass"},
}

// addressSynonyms are names for the parts of addresses, also after the word address, shipping or billing.
var addressSynonyms = map[string][]string{
	"label":            {"addresslabel"},
	"first_name":       {"firstname"},
	"last_name":        {"lastname"},
	"name":             {"fullname", "recipient"},
	"company":          {"companyname", "organization", "organisation"},
	"line1":            {"address", "address1", "addressline", "addressline1", "street1", "streetaddress", "streetaddress1"},
	"line2":            {"address2", "addressline2", "street2", "streetaddress2", "apartment", "suite"},
	"city":             {"town", "citytown", "suburb"},
	"region":           {"state", "province", "county", "regioncode", "statecode", "provincecode", "stateprovince", "prefecture"},
	"postcode":         {"postalcode", "zip", "zipcode", "postzip"},
	"country":          {"countrycode"},
	"phone":            {"phonenumber", "telephone"},
	"instructions":     {"deliveryinstructions", "deliverynote"},
	"default_shipping": {"isdefaultshipping", "defaultshippingaddress"},
	"default_billing":  {"isdefaultbilling", "defaultbillingaddress"},
}

// onlyWithPrefix are the parts of addresses whose name alone is a field of the customer.
var onlyWithPrefix = []string{"first_name", "last_name", "name", "phone"}

// customerColumn returns the field of a column of a CSV file of customers, or "".
func customerColumn(column string) string {
	if name := customColumn(column); name != "" {
		return name
	}
	plain := plainName(column)
	for _, fields := range [][]field{customerFields, moreCustomerFields} {
		for _, f := range fields {
			if plain == plainName(f.name) {
				return f.name
			}
		}
	}
	for name, others := range synonyms {
		if slices.Contains(others, plain) {
			return name
		}
	}
	if name := addressColumn(plain); name != "" {
		return name
	}
	if part := addressPartOf(plain); part != "" && !slices.Contains(onlyWithPrefix, part) {
		return slotNames[plainSlot] + "." + part
	}
	return ""
}

// customColumn returns the field of a column with a custom field, such as "custom.shoeSize", or "". The key is kept as
// it is.
func customColumn(column string) string {
	column = strings.TrimSpace(column)
	for _, prefix := range []string{"custom.", "address.custom.", "shipping.custom.", "billing.custom."} {
		if n := len(prefix); len(column) > n && strings.EqualFold(column[:n], prefix) {
			return prefix + column[n:]
		}
	}
	return ""
}

// addressPrefixes are what the names of columns with parts of addresses begin with, longer ones first.
var addressPrefixes = []string{
	"defaultaddress", "shippingaddress", "billingaddress", "address", "shipping", "billing",
}

// addressColumn returns the field of a column with a part of an address after the name of the address, or "".
func addressColumn(plain string) string {
	for _, prefix := range addressPrefixes {
		after, ok := strings.CutPrefix(plain, prefix)
		if !ok {
			continue
		}
		slot := slotNames[plainSlot]
		for _, name := range slotNames[1:] {
			if strings.HasPrefix(prefix, name) {
				slot = name
			}
		}
		if part := addressPartOf(after); part != "" {
			return slot + "." + part
		}
		if strings.HasSuffix(prefix, "address") && (after == "" || after == "1" || after == "2") { // the line itself
			if part := addressPartOf("address" + after); part != "" {
				return slot + "." + part
			}
		}
	}
	return ""
}

// addressPartOf returns the part of an address that a plain name stands for, or "".
func addressPartOf(plain string) string {
	for _, parts := range [][]addressPart{addressParts, moreAddressParts} {
		for _, p := range parts {
			if plain == plainName(p.name) {
				return p.name
			}
		}
	}
	for name, others := range addressSynonyms {
		if slices.Contains(others, plain) {
			return name
		}
	}
	return ""
}

// customerDialect describes Clientele's own CSV files of customers.
var customerDialect = dialect{
	name: customerColumn, field: customerField, required: [][]string{{"email", "external_id"}},
	keys: []string{"external_id", "email"},
}
