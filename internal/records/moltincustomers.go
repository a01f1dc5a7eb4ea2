package records

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"clientele/internal/apperr"
	"clientele/models"
)

// moltinCustomer is a customer of Moltin's API (Elastic Path Commerce Cloud, GET /v2/customers), or an address (GET
// /v2/customers/:id/addresses). An export can have the addresses of a customer in a member of the customer.
type moltinCustomer struct {
	Type, ID, Name, Email flexible
	Password              flexible // true or false in answers of the API, a hash in exports of the database
	Addresses             []moltinAddress
	Meta                  moltinMeta
}

type moltinMeta struct {
	Timestamps struct {
		CreatedAt flexible `json:"created_at"`
	}
}

type moltinAddress struct {
	ID           flexible
	Name         flexible
	FirstName    flexible `json:"first_name"`
	LastName     flexible `json:"last_name"`
	Company      flexible `json:"company_name"`
	Phone        flexible `json:"phone_number"`
	Line1        flexible `json:"line_1"`
	Line2        flexible `json:"line_2"`
	City         flexible
	County       flexible
	Region       flexible
	Postcode     flexible
	Country      flexible
	Instructions flexible
	Links        struct{ Self flexible }
	Relations    struct {
		Customer struct{ Data struct{ ID flexible } }
	} `json:"relationships"`
}

// moltinMembers are the members of a customer that are not fields of a flow.
var moltinMembers = []string{
	"type", "id", "name", "email", "password", "addresses", "meta", "links", "relationships", faultMember,
}

// moltinCustomerMembers maps the paths of a customer's input to the members of Moltin.
var moltinCustomerMembers = memberNames{
	"email": "email", "name": "name", "externalId": "id", "passwordHash": "password", "createdAt": "meta.timestamps.created_at",
	"addresses": "addresses", "addresses.*": "addresses.*", "addresses.*.label": "addresses.*.name",
	"addresses.*.firstName": "addresses.*.first_name", "addresses.*.lastName": "addresses.*.last_name",
	"addresses.*.company": "addresses.*.company_name", "addresses.*.line1": "addresses.*.line_1",
	"addresses.*.line2": "addresses.*.line_2", "addresses.*.city": "addresses.*.city",
	"addresses.*.region": "addresses.*.county", "addresses.*.postcode": "addresses.*.postcode",
	"addresses.*.country": "addresses.*.country", "addresses.*.phone": "addresses.*.phone_number",
	"addresses.*.instructions": "addresses.*.instructions",
}

func (a moltinAddress) address(known *countries) *models.CreateAddressInput {
	region := a.Region
	if region == "" {
		region = a.County
	}
	return &models.CreateAddressInput{
		Label: a.Name.some(), FirstName: a.FirstName.some(), LastName: a.LastName.some(), Company: a.Company.some(),
		Line1: a.Line1.some(), Line2: a.Line2.some(), City: a.City.some(), Region: region.some(),
		Postcode: a.Postcode.some(), Country: known.code(string(a.Country)), Phone: a.Phone.some(),
		Instructions: a.Instructions.some(),
	}
}

// customerLink matches the link of an address, which contains the ID of the customer.
var customerLink = regexp.MustCompile(`/customers/([^/]+)/addresses`)

// moltinPage returns the objects of an answer of the API.
func moltinPage(line int, text []byte) []element {
	var page struct {
		Data     json.RawMessage
		Included struct{ Items []json.RawMessage }
	}
	if json.Unmarshal(text, &page) != nil || page.Data == nil {
		return nil
	}
	elements := list(line, text, page.Data)
	items := itemsByID(page.Included.Items)
	for i := range elements {
		addItems(&elements[i], items)
	}
	return elements
}

// readMoltinCustomers returns a reader of customers and addresses of Moltin. Other members than those of all customers
// are fields of a flow, and are read as custom fields with the same key, unless columns gives another or none.
func readMoltinCustomers(o Options) func(j *jsonRecord, text []byte) *Customer {
	known := newCountries(o.Country)
	return func(j *jsonRecord, text []byte) *Customer {
		var m moltinCustomer
		c := &Customer{}
		switch {
		case !j.decode(text, &m):
		case m.Type == "address":
			j.moltinAddress(c, text, known)
		default:
			j.moltinCustomer(c, &m, known)
			j.moltinFlow(c, text, o.Columns)
		}
		locate := moltinCustomerMembers.locate(j.src.Row)
		j.src.Column = func(path apperr.Path) (int, string) {
			if len(path) > 1 && path[0] == "customFields" {
				return j.src.Row, path[1]
			}
			return locate(path)
		}
		c.Source = j.src
		return c
	}
}

func (j *jsonRecord) moltinCustomer(c *Customer, m *moltinCustomer, known *countries) {
	in := &c.Input
	email := string(m.Email)
	in.Email = some(&email)
	if id := m.ID.some(); id != nil {
		in.ExternalID = some(id)
	}
	if name := m.Name.some(); name != nil {
		in.Name = some(name)
	}
	if m.Password != "true" {
		in.PasswordHash = m.Password.some()
	}
	in.CreatedAt = j.when("meta.timestamps.created_at", m.Meta.Timestamps.CreatedAt)
	for _, a := range m.Addresses {
		in.Addresses = append(in.Addresses, a.address(known))
	}
}

// moltinAddress reads an address as a change of the customer that has it.
func (j *jsonRecord) moltinAddress(c *Customer, text []byte, known *countries) {
	var a moltinAddress
	if !j.decode(text, &a) {
		return
	}
	id := a.Relations.Customer.Data.ID.some()
	if found := customerLink.FindStringSubmatch(string(a.Links.Self)); id == nil && found != nil {
		id = &found[1]
	}
	if id == nil {
		j.fault("relationships.customer.data.id", apperr.CodeRequired, "The address has no customer")
		return
	}
	c.Input.ExternalID = some(id)
	c.Input.Addresses = []*models.CreateAddressInput{a.address(known)}
}

// moltinFlow reads the fields of a flow.
func (j *jsonRecord) moltinFlow(c *Customer, text []byte, columns map[string]string) {
	list, err := members(text)
	if err != nil {
		j.fault("", apperr.CodeInvalid, "%v", err)
		return
	}
	values := map[string]any{}
	for _, m := range list {
		if slices.Contains(moltinMembers, m.name) || null(m.text) {
			continue
		}
		key := m.name
		if field, given := columns[m.name]; given {
			if field == "" {
				continue
			}
			custom, ok := strings.CutPrefix(field, "custom.")
			if !ok {
				j.fault(at(m.name), apperr.CodeInvalid, "The member can only be read into a custom field, not into %q", field)
			}
			key = custom
		}
		values[key] = j.any(at(m.name), m.text)
	}
	if len(values) > 0 {
		c.Input.CustomFields = some(values)
	}
}
