// Package demo fills a shop with sample data: customers with names in several scripts, addresses in the format of their
// country, and a history of orders. The same seed creates the same data. The services validate it like any import.
package demo

import "clientele/models"

// country holds the sample values of a country.
type country struct {
	code        models.CountryCode
	share       int // percentage of customers
	given       []string
	family      []string
	familyFirst bool
	phone       string // a format; %07d is a random number
	currency    models.CurrencyCode
	price       float64 // approximate value of one euro
	places      []place
	streets     []string // formats; %d is the house number
}

// place is a city with its region and postcode, which may be empty.
type place struct{ city, region, postcode string }

var countries = []country{
	{
		code: "IE", share: 22,
		given:  []string{"Aoife", "Conor", "Siobhán", "Pádraig", "Niamh", "Cian", "Róisín", "Eoin"},
		family: []string{"O'Neill", "Murphy", "Ní Bhriain", "Byrne", "O'Sullivan", "Walsh", "McCarthy"},
		phone:  "+35387%07d", currency: "EUR", price: 1,
		places: []place{
			{"Dublin", "Dublin", "D02 X285"},
			{"Cork", "Cork", "T12 W8KP"},
			{"Galway", "Galway", "H91 E2R8"},
			{"Tralee", "Kerry", ""},
		},
		streets: []string{"%d Main Street", "%d Patrick Street", "%d The Quay", "Apartment %d, Mill House"},
	},
	{
		code: "DE", share: 16,
		given:  []string{"Jürgen", "Käthe", "Lena", "Björn", "Zoë", "Mehmet", "Anna-Lena"},
		family: []string{"Müller", "Weiß", "Schröder", "Yılmaz", "von der Heide", "Groß"},
		phone:  "+4915112%06d", currency: "EUR", price: 1,
		places: []place{
			{"Berlin", "", "10115"},
			{"Köln", "", "50667"},
			{"München", "", "80331"},
			{"Görlitz", "", "02826"},
		},
		streets: []string{"Hauptstraße %d", "Lindenallee %d", "Am Markt %d"},
	},
	{
		code: "JP", share: 12,
		given:       []string{"直子", "健太", "さくら", "翔", "美咲"},
		family:      []string{"佐藤", "鈴木", "高橋", "田中", "渡辺"},
		familyFirst: true,
		phone:       "+8190%08d", currency: "JPY", price: 160,
		places: []place{
			{"千代田区", "東京都", "100-8111"},
			{"大阪市北区", "大阪府", "530-0001"},
			{"京都市中京区", "京都府", "604-8571"},
		},
		streets: []string{"丸の内%d-1", "本町%d-4", "大手町%d-2"},
	},
	{
		code: "KR", share: 10,
		given:       []string{"민준", "서연", "지우", "하은", "도윤"},
		family:      []string{"김", "이", "박", "최", "정"},
		familyFirst: true,
		phone:       "+8210%08d", currency: "KRW", price: 1500,
		places:  []place{{"강남구", "서울특별시", "06236"}, {"해운대구", "부산광역시", "48094"}},
		streets: []string{"테헤란로 %d", "세종대로 %d", "중앙로 %d"},
	},
	{
		code: "BR", share: 10,
		given:  []string{"João", "Conceição", "Luís", "Beatriz", "Antônio"},
		family: []string{"da Silva", "Souza", "Gonçalves", "Araújo"},
		phone:  "+551198%07d", currency: "BRL", price: 6,
		places: []place{
			{"São Paulo", "SP", "01310-200"},
			{"Rio de Janeiro", "RJ", "20040-020"},
			{"Belo Horizonte", "MG", "30130-010"},
		},
		streets: []string{"Avenida Paulista, %d", "Rua das Flores, %d", "Praça da Sé, %d"},
	},
	{
		code: "AE", share: 8,
		given:  []string{"محمد", "فاطمة", "أحمد", "مريم"},
		family: []string{"المنصوري", "الهاشمي", "النعيمي"},
		phone:  "+97150%07d", currency: "AED", price: 4,
		places:  []place{{"Dubai", "Dubai", ""}, {"Abu Dhabi", "Abu Dhabi", ""}},
		streets: []string{"PO Box %d", "Villa %d, Al Wasl Road"},
	},
	{
		code: "HK", share: 7,
		given:  []string{"Ka Fai", "Wing Yan", "Chi Ming", "Mei Ling"},
		family: []string{"Chan", "Wong", "Lam", "Cheung"},
		phone:  "+8526%07d", currency: "HKD", price: 8,
		places:  []place{{"Wan Chai", "Hong Kong Island", ""}, {"Mong Kok", "Kowloon", ""}},
		streets: []string{"Flat %d, 12/F, Acacia Building", "%d Nathan Road"},
	},
	{
		code: "GR", share: 5,
		given:  []string{"Γιώργος", "Ελένη", "Μαρία", "Κώστας"},
		family: []string{"Παπαδόπουλος", "Νικολάου", "Γεωργίου"},
		phone:  "+3069%08d", currency: "EUR", price: 1,
		places:  []place{{"Αθήνα", "", "105 57"}, {"Θεσσαλονίκη", "", "546 24"}},
		streets: []string{"Ερμού %d", "Τσιμισκή %d"},
	},
	{
		code: "US", share: 10,
		given:  []string{"Mary-Jane", "DeShawn", "X", "José", "Aaliyah"},
		family: []string{"Smith", "O'Connor", "Nguyen", "St. John", "García"},
		phone:  "+1212555%04d", currency: "USD", price: 1.1,
		places:  []place{{"New York", "NY", "10001"}, {"Austin", "TX", "78701"}, {"Portland", "OR", "97205"}},
		streets: []string{"%d Broadway", "%d Elm Street, Apt 4", "%d 5th Ave"},
	},
}

// products are the products of the shop, with prices in euro cents.
var products = []struct {
	sku, name string
	cents     int
	option    string // that the buyer chooses; "" without one
	values    []string
}{
	{"TEA-EARL-GREY", "Earl Grey, 100 g", 795, "", nil},
	{"TEA-SENCHA", "Sencha, 100 g", 950, "", nil},
	{"TEA-ROOIBOS", "Rooibos, 250 g", 1190, "", nil},
	{"COFFEE-HOUSE", "House blend, 500 g", 1450, "Grind", []string{"Whole beans", "Filter", "Espresso"}},
	{"COFFEE-DECAF", "Decaf, 250 g", 890, "Grind", []string{"Whole beans", "Filter", "Espresso"}},
	{"MUG-BLUE", "Blue mug", 1250, "Size", []string{"0.2 l", "0.3 l"}},
	{"MUG-SET", "Set of four mugs", 3990, "Color", []string{"Blue", "Sand", "Moss"}},
	{"POT-CAST-IRON", "Cast iron teapot", 6490, "", nil},
	{"HONEY", "Heather honey", 720, "", nil},
	{"GIFT-CARD", "Gift card", 2500, "Design", []string{"Birthday", "Thank you"}},
}
