package records_test

import (
	"strings"
	"testing"

	"clientele/internal/records"
)

// TestCustomerColumns reads a customer with every field, by its own name and by a name of another tool.
func TestCustomerColumns(t *testing.T) {
	const values = "\n'0017,ann@example.com,Ann,'+353 87 123 4567,TRUE,no,1,Fraud?,\"Line 1\nLine 2\",\"VIP, trade\",2024-03-01 10:00:00 +0100,$2y$10$abc," +
		"38,Home,Ann,Example,Ltd,1 Main St,Apt 2,Cork,Cork,'00123,Ireland,021 1,Ring,yes,no,1234\n"
	for _, c := range []struct{ name, header string }{
		{"own names", "external_id,email,name,phone,accepts_marketing,email_verified,disabled,disabled_reason,note,tags,created_at,password_hash,custom.shoeSize," +
			"address.label,address.first_name,address.last_name,address.company,address.line1,address.line2,address.city,address.region,address.postcode,address.country," +
			"address.phone,address.instructions,address.default_shipping,address.default_billing,address.custom.gateCode"},
		{"other names", "Customer ID,E-mail,Full Name,Mobile Phone,Newsletter,Verified,Blocked,Disabled Reason,Notes,Tag,Customer since,Password hash,custom.shoeSize," +
			"Address Label,Address: First Name,Address Last Name,Company Name,Street Address,Address Line 2,Town,State/Province,ZIP Code,Country Code," +
			"Address Phone,Delivery Instructions,Default Shipping,Default billing address,address.custom.gateCode"},
	} {
		t.Run(c.name, func(t *testing.T) {
			list := customers(t, c.header+values, records.Options{Format: records.CSV})
			if len(list) != 1 {
				t.Fatalf("%d customers", len(list))
			}
			wantFaults(t, list[0].Faults)
			in := list[0].Input
			if len(in.Addresses) != 1 {
				t.Fatalf("%d addresses", len(in.Addresses))
			}
			a := in.Addresses[0]
			got := []string{
				text(in.ExternalID.Value()), text(in.Email.Value()), text(in.Name.Value()), text(in.Phone.Value()), show(in.AcceptsMarketing.Value()),
				show(in.EmailVerified.Value()), show(in.Disabled.Value()), text(in.DisabledReason.Value()), text(in.Note.Value()), strings.Join(in.Tags.Value(), "+"),
				in.CreatedAt.Stored(), text(in.PasswordHash), show(in.CustomFields.Value()), text(a.Label), text(a.FirstName), text(a.LastName), text(a.Company),
				text(a.Line1), text(a.Line2), text(a.City), text(a.Region), text(a.Postcode), string(a.Country), text(a.Phone), text(a.Instructions),
				show(a.IsDefaultShipping), show(a.IsDefaultBilling), show(a.CustomFields),
			}
			want := "0017|ann@example.com|Ann|+353 87 123 4567|true|false|true|Fraud?|Line 1\nLine 2|VIP+trade|2024-03-01T09:00:00.000000Z|$2y$10$abc|map[shoeSize:38]|" +
				"Home|Ann|Example|Ltd|1 Main St|Apt 2|Cork|Cork|00123|IE|021 1|Ring|true|false|map[gateCode:1234]"
			if s := strings.Join(got, "|"); s != want {
				t.Errorf("read\n%s and not\n%s", s, want)
			}
		})
	}
}

// TestEmptyCellsAreOmitted checks that a cell without text changes nothing, except that an email address cannot be
// empty: it is passed on, for the service to say so.
func TestEmptyCellsAreOmitted(t *testing.T) {
	list := customers(t, "external_id,email,name,tags,accepts_marketing,custom.x,city\n7,, ,,,,\n", records.Options{Format: records.CSV})
	in := list[0].Input
	if other := customers(t, "external_id,name\n7,Ann\n", records.Options{Format: records.CSV}); other[0].Input.Email.IsSet() {
		t.Error("without a column, the email address is set")
	}
	if text(in.Email.Value()) != "" || in.Name.IsSet() || in.Tags.IsSet() || in.AcceptsMarketing.IsSet() || in.CustomFields.IsSet() || in.Addresses != nil {
		t.Errorf("%+v", in)
	}
}

// TestRowsOfOneCustomer checks which rows are read as one customer.
func TestRowsOfOneCustomer(t *testing.T) {
	const header = "external_id,email,name,city\n"
	for _, c := range []struct {
		name, rows string
		want       []string // name and cities of each customer
		faults     []string // of all customers
	}{
		{"addresses in further rows", "1,a@x.example,Ann,Cork\n1,a@x.example,,Galway\n1,,,Dublin\n2,b@x.example,Bo,Kerry\n", []string{"Ann Cork Galway Dublin", "Bo Kerry"}, nil},
		{"by email address", ",a@x.example,Ann,Cork\n,A@x.example ,,Galway\n,b@x.example,Bo,\n", []string{"Ann Cork Galway", "Bo"}, nil},
		{"another email address", "1,a@x.example,Ann,Cork\n1,b@x.example,,Galway\n", []string{"Ann Cork Galway"}, []string{"3 email INVALID This must be empty, or the same as in row 2, which is of the same record"}},
		{"repeated values", "1,a@x.example,Ann,Cork\n1,a@x.example,Ann,Galway\n", []string{"Ann Cork Galway"}, nil},
		{"another name", "1,a@x.example,Ann,Cork\n1,a@x.example,Anna,Galway\n", []string{"Ann Cork Galway"}, []string{"3 name INVALID This must be empty, or the same as in row 2"}},
		{"not in one place", "1,a@x.example,Ann,Cork\n2,b@x.example,Bo,\n1,a@x.example,Ann,Galway\n", []string{"Ann Cork", "Bo", "Ann Galway"}, nil},
		{"without a key", ",,Ann,Cork\n,,Ann,Galway\n", []string{"Ann Cork", "Ann Galway"}, nil},
		{"a broken row in between", "1,a@x.example,Ann,Cork\n1,a@x.example,,Gal\x00way\n1,a@x.example,,Dublin\n", []string{"Ann Cork Dublin"}, []string{"3 city INVALID The text contains a NUL character"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			var all []records.Fault
			for _, r := range customers(t, header+c.rows, records.Options{Format: records.CSV}) {
				name := text(r.Input.Name.Value())
				for _, a := range r.Input.Addresses {
					name += " " + text(a.City)
				}
				got, all = append(got, name), append(all, r.Faults...)
			}
			if strings.Join(got, "|") != strings.Join(c.want, "|") {
				t.Errorf("%q", got)
			}
			wantFaults(t, all, c.faults...)
		})
	}
}

// TestSourcesOfCustomers checks that a path of the input leads to the row and the column of the file.
func TestSourcesOfCustomers(t *testing.T) {
	file := "E-Mail,First Name,Last Name,custom.shoeSize,Billing City,Billing ZIP,Shipping City,shipping.custom.gate,Country\n" +
		"a@x.example,Ann,Example,38,Cork,1,Galway,7,\n" +
		"a@x.example,,,,Dublin,2,,,\n"
	list := customers(t, file, records.Options{Format: records.CSV})
	if len(list) != 1 || len(list[0].Input.Addresses) != 3 {
		t.Fatalf("%d records", len(list))
	}
	for _, c := range []struct {
		path   []string
		row    int
		column string
	}{
		{path("email"), 2, "E-Mail"},
		{path("name"), 2, "First Name"},
		{path("phone"), 2, ""},
		{path("customFields", "shoeSize"), 2, "custom.shoeSize"},
		{path("customFields", "shoeSize", "0"), 2, "custom.shoeSize"},
		{path("customFields", "other"), 2, ""},
		{path("addresses", "0", "city"), 2, "Shipping City"},
		{path("addresses", "0", "customFields", "gate"), 2, "shipping.custom.gate"},
		{path("addresses", "1", "postcode"), 2, "Billing ZIP"},
		{path("addresses", "2", "postcode"), 3, "Billing ZIP"},
		{path("addresses", "2", "lastName"), 3, "Last Name"},
		{path("addresses", "2", "region"), 3, ""},
		{path("addresses", "2"), 3, ""},
		{path("addresses", "9", "city"), 2, ""},
		{path("addresses"), 2, ""},
		{path(), 2, ""},
	} {
		if row, column := list[0].Column(c.path); row != c.row || column != c.column {
			t.Errorf("%v comes from row %d, column %q", c.path, row, column)
		}
	}
}

// TestColumns checks which columns are ignored, and the columns that the caller maps.
func TestColumns(t *testing.T) {
	show := func(t *testing.T, file string, columns map[string]string) string {
		t.Helper()
		r, err := records.ReadCustomers(strings.NewReader(file), records.Options{Format: records.CSV, Columns: columns})
		if err != nil {
			t.Fatal(err)
		}
		var list []string
		for _, c := range r.Columns() {
			list = append(list, c.Name+"="+c.Field)
		}
		return strings.Join(list, ", ")
	}
	for _, c := range []struct {
		name, file string
		columns    map[string]string
		want       string
	}{
		{"unknown", "email,shoe,name\n", nil, "email=email, shoe=, name=name"},
		{"doubled", "email,E-Mail,name\n", nil, "email=email, E-Mail=, name=name"},
		{"mapped", "Login,shoe\n", map[string]string{"login": "email", "shoe": "custom.shoeSize"}, "Login=email, shoe=custom.shoeSize"},
		{"mapped and known", "email,Other Email\n", map[string]string{"Other Email": "email"}, "email=, Other Email=email"},
		{"ignored", "email,name\n", map[string]string{"name": ""}, "email=email, name="},
		{"those of a file of faults", "email,error_column,error\n", nil, "email=email, error_column=, error="},
		{"a password", "email,password\n", nil, "email=email, password="},
		{"custom fields keep their case", "email,Custom.shoeSize,custom.,Address.custom.gateCode\n", nil, "email=email, Custom.shoeSize=custom.shoeSize, custom.=, Address.custom.gateCode=address.custom.gateCode"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := show(t, c.file, c.columns); got != c.want {
				t.Errorf("%s", got)
			}
		})
	}
}

// TestCountries checks that the names of countries become codes, and that other texts stay for the service to reject.
func TestCountries(t *testing.T) {
	for _, c := range []struct{ text, missing, want string }{
		{"Germany", "", "DE"},
		{"germany", "", "DE"},
		{" de ", "", "DE"},
		{"Côte d'Ivoire", "", "CI"},
		{"United States of America", "", "US"},
		{"Atlantis", "", "Atlantis"},
		{"", "ie", "IE"},
		{"", "", ""},
	} {
		list := customers(t, "email,city,country\na@x.example,Cork,"+c.text+"\n", records.Options{Format: records.CSV, Country: c.missing})
		if got := list[0].Input.Addresses[0].Country; string(got) != c.want {
			t.Errorf("%q is read as %q", c.text, got)
		}
	}
}
