package postal_test

import (
	"slices"
	"testing"

	"clientele/internal/addressbook/postal"
)

type address = postal.Address

// realAddresses are addresses as users enter them. want changes the input to the expected result of Check; nil expects
// the input unchanged.
var realAddresses = []struct {
	name  string
	given address
	want  func(*address)
	lines []string
}{
	{
		"Korea in Hangul",
		address{"철수", "김", "", "테헤란로 152", "강남파이낸스센터 10층", "강남구", "서울특별시", "06236", "KR"},
		nil,
		[]string{"서울특별시 강남구", "테헤란로 152", "강남파이낸스센터 10층", "김철수", "06236", "SOUTH KOREA"},
	},
	{
		"Korea in Hangul, without province",
		address{"철수", "김", "", "테헤란로 152", "", "서울", "", "06236", "KR"},
		func(a *address) { a.Region = "서울" },
		[]string{"서울", "테헤란로 152", "김철수", "06236", "SOUTH KOREA"},
	},
	{
		"Korea, province renamed in 2023",
		address{"철수", "김", "", "중앙로 1", "", "춘천시", "강원특별자치도", "24266", "KR"},
		nil,
		[]string{"강원특별자치도 춘천시", "중앙로 1", "김철수", "24266", "SOUTH KOREA"},
	},
	{
		"Korea in Latin script",
		address{"Chulsoo", "Kim", "", "152 Teheran-ro", "", "Gangnam-gu", "seoul-si", "06236", "kr"},
		func(a *address) { a.Region, a.Country = "Seoul", "KR" },
		[]string{"Chulsoo Kim", "152 Teheran-ro", "Gangnam-gu", "Seoul", "06236", "SOUTH KOREA"},
	},
	{
		"Korea in Latin script, without province",
		address{"Chulsoo", "Kim", "", "152 Teheran-ro", "", "Seoul", "", "06236", "KR"},
		func(a *address) { a.Region = "Seoul" },
		[]string{"Chulsoo Kim", "152 Teheran-ro", "Seoul", "06236", "SOUTH KOREA"},
	},
	{
		"Hong Kong, no postcode",
		address{"Ka Ming", "Chan", "", "Flat 12B, 88 Nathan Road", "", "Tsim Sha Tsui", "Kowloon", "", "HK"},
		nil,
		[]string{"Ka Ming Chan", "Flat 12B, 88 Nathan Road", "Tsim Sha Tsui", "Kowloon", "HONG KONG"},
	},
	{
		"Hong Kong, area as the city",
		address{"Ka Ming", "Chan", "", "Flat 12B, 88 Nathan Road", "", "Kowloon", "", "", "HK"},
		func(a *address) { a.Region = "Kowloon" },
		[]string{"Ka Ming Chan", "Flat 12B, 88 Nathan Road", "Kowloon", "HONG KONG"},
	},
	{
		"Hong Kong, area of a district",
		address{"Ka Ming", "Chan", "", "1 Queen's Road", "", "Central", "", "", "HK"},
		func(a *address) { a.Region = "Hong Kong Island" },
		[]string{"Ka Ming Chan", "1 Queen's Road", "Central", "Hong Kong Island", "HONG KONG"},
	},
	{
		"Hong Kong, city is the country",
		address{"Ka Ming", "Chan", "", "1 Queen's Road Central", "", "Hong Kong", "", "", "HK"},
		nil,
		[]string{"Ka Ming Chan", "1 Queen's Road Central", "HONG KONG"},
	},
	{
		"Hong Kong in Chinese",
		address{"家明", "陳", "", "彌敦道88號", "", "旺角", "", "", "HK"},
		func(a *address) { a.Region = "九龍" },
		[]string{"九龍", "旺角", "彌敦道88號", "陳家明", "HONG KONG"},
	},
	{
		"Ireland with Eircode",
		address{"Aoife", "Byrne", "", "12 Main Street", "", "Tralee", "County Kerry", "v92x2t0", "IE"},
		func(a *address) { a.Region, a.Postcode = "Co. Kerry", "V92 X2T0" },
		[]string{"Aoife Byrne", "12 Main Street", "Tralee", "Co. Kerry", "V92 X2T0", "IRELAND"},
	},
	{
		"Ireland without county and Eircode",
		address{"Aoife", "Byrne", "", "12 Dame Street", "", "Dublin 2", "", "", "IE"},
		nil,
		[]string{"Aoife Byrne", "12 Dame Street", "Dublin 2", "IRELAND"},
	},
	{
		"Japan in Japanese, full-width postcode with 〒",
		address{"太郎", "山田", "", "神宮前1-2-3", "", "渋谷区", "東京都", "〒１５０－０００１", "JP"},
		func(a *address) { a.Postcode = "150-0001" },
		[]string{"〒150-0001", "東京都渋谷区", "神宮前1-2-3", "山田 太郎", "JAPAN"},
	},
	{
		"Japan in Latin script, prefecture number",
		address{"Taro", "Yamada", "", "1-2-3 Jingumae", "", "Shibuya-ku", "13", "1500001", "JP"},
		func(a *address) { a.Region, a.Postcode = "Tokyo", "150-0001" },
		[]string{"Taro Yamada", "1-2-3 Jingumae, Shibuya-ku, Tokyo", "150-0001", "JAPAN"},
	},
	{
		"Japan in Latin script, without prefecture",
		address{"Taro", "Yamada", "", "1-2-3 Jingumae", "Room 101", "Tokyo", "", "150-0001", "JP"},
		func(a *address) { a.Region = "Tokyo" },
		[]string{"Taro Yamada", "1-2-3 Jingumae", "Room 101, Tokyo", "150-0001", "JAPAN"},
	},
	{
		"Emirates with emirate",
		address{"Fatima", "Al Mansoori", "", "Villa 5, Al Wasl Road", "", "Dubai", "dubai", "", "AE"},
		func(a *address) { a.Region = "Dubai" },
		[]string{"Fatima Al Mansoori", "Villa 5, Al Wasl Road", "Dubai", "UNITED ARAB EMIRATES"},
	},
	{
		"Emirates without emirate",
		address{"Fatima", "Al Mansoori", "", "Villa 5, Al Wasl Road", "", "Dubai", "", "", "AE"},
		func(a *address) { a.Region = "Dubai" },
		[]string{"Fatima Al Mansoori", "Villa 5, Al Wasl Road", "Dubai", "UNITED ARAB EMIRATES"},
	},
	{
		"Emirates, town in another emirate",
		address{"Fatima", "Al Mansoori", "", "Hazza bin Sultan Street", "", "Al Ain", "", "", "AE"},
		func(a *address) { a.Region = "Abu Dhabi" },
		[]string{"Fatima Al Mansoori", "Hazza bin Sultan Street", "Al Ain", "Abu Dhabi", "UNITED ARAB EMIRATES"},
	},
	{
		"Emirates in Arabic",
		address{"فاطمة", "المنصوري", "", "شارع الوصل", "", "دبي", "", "", "AE"},
		func(a *address) { a.Region = "دبي" },
		[]string{"فاطمة المنصوري", "شارع الوصل", "دبي", "UNITED ARAB EMIRATES"},
	},
	{
		"Brazil",
		address{
			"João", "Silva", "", "Avenida Paulista, 1578", "Bela Vista", "São Paulo", "sao paulo", "01310100", "BR",
		},
		func(a *address) { a.Region, a.Postcode = "SP", "01310-100" },
		[]string{"João Silva", "Avenida Paulista, 1578", "Bela Vista", "São Paulo-SP", "01310-100", "BRAZIL"},
	},
	{
		"United States",
		address{"Ann", "Smith", "", "350 Fifth Avenue", "", "New York", "new york", "101180110", "US"},
		func(a *address) { a.Region, a.Postcode = "NY", "10118-0110" },
		[]string{"Ann Smith", "350 Fifth Avenue", "New York, NY 10118-0110", "UNITED STATES"},
	},
	{
		"United Kingdom",
		address{"", "", "Acme Ltd", "10 Downing Street", "", "London", "", "sw1a2aa", "gb"},
		func(a *address) { a.Postcode, a.Country = "SW1A 2AA", "GB" },
		[]string{"Acme Ltd", "10 Downing Street", "London", "SW1A 2AA", "UNITED KINGDOM"},
	},
	{
		"Germany",
		address{"Jürgen", "Groß", "Acme GmbH", "Hauptstraße 1", "", "Berlin", "", "D-10115", "DE"},
		func(a *address) { a.Postcode = "10115" },
		[]string{"Jürgen Groß", "Acme GmbH", "Hauptstraße 1", "10115 Berlin", "GERMANY"},
	},
	{
		"France, company first",
		address{"Marie", "Curie", "Institut Curie", "26 rue d'Ulm", "", "Paris Cedex 05", "", "75 248", "FR"},
		func(a *address) { a.Postcode = "75248" },
		[]string{"Institut Curie", "Marie Curie", "26 rue d'Ulm", "75248 Paris Cedex 05", "FRANCE"},
	},
	{
		"India, territory created in 2019",
		address{"Priya", "Rao", "", "12 Main Bazaar", "", "Leh", "ladakh", "194 101", "IN"},
		func(a *address) { a.Region, a.Postcode = "Ladakh", "194101" },
		[]string{"Priya Rao", "12 Main Bazaar", "Leh 194101", "Ladakh", "INDIA"},
	},
	{
		"Canada in French",
		address{"Luc", "Roy", "", "1 rue Sherbrooke", "", "Montréal", "Québec", "h3z2y7", "CA"},
		func(a *address) { a.Region, a.Postcode = "QC", "H3Z 2Y7" },
		[]string{"Luc Roy", "1 rue Sherbrooke", "Montréal QC H3Z 2Y7", "CANADA"},
	},
	{
		"Australia",
		address{"Jo", "Lee", "", "1 George Street", "", "Sydney", "New South Wales", "2000", "AU"},
		func(a *address) { a.Region = "NSW" },
		[]string{"Jo Lee", "1 George Street", "Sydney NSW 2000", "AUSTRALIA"},
	},
	{
		"China in Chinese",
		address{"伟", "王", "", "建国路88号", "", "朝阳区", "北京市", "100022", "CN"},
		nil,
		[]string{"100022", "北京市朝阳区", "建国路88号", "王伟", "CHINA"},
	},
	{
		"China in Latin script",
		address{"Wei", "Wang", "", "88 Tianhe Road", "", "Guangzhou", "guangdong province", "510000", "CN"},
		func(a *address) { a.Region = "Guangdong" },
		[]string{"Wei Wang", "88 Tianhe Road", "Guangzhou", "Guangdong, 510000", "CHINA"},
	},
	{
		"Singapore, name only once",
		address{"Mei", "Tan", "", "1 Raffles Place", "#20-01", "Singapore", "", "048616", "SG"},
		nil,
		[]string{"Mei Tan", "1 Raffles Place", "#20-01", "SINGAPORE 048616", "SINGAPORE"},
	},
	{
		"Netherlands",
		address{"Jan", "de Vries", "", "Damrak 1", "", "Amsterdam", "", "1012lg", "NL"},
		func(a *address) { a.Postcode = "1012 LG" },
		[]string{"Jan de Vries", "Damrak 1", "1012 LG Amsterdam", "NETHERLANDS"},
	},
	{
		"Saudi Arabia, Arabic digits",
		address{"Omar", "Saleh", "", "8228 King Fahd Road", "", "Riyadh", "", "١٢٢٧١", "SA"},
		func(a *address) { a.Postcode = "12271" },
		[]string{"Omar Saleh", "8228 King Fahd Road", "Riyadh 12271", "SAUDI ARABIA"},
	},
	{
		"Mexico",
		address{"Ana", "López", "", "Av. Reforma 222", "Col. Juárez", "Ciudad de México", "", "06600", "MX"},
		func(a *address) { a.Region = "CDMX" },
		[]string{"Ana López", "Av. Reforma 222", "Col. Juárez", "06600 Ciudad de México, CDMX", "MEXICO"},
	},
	{
		"Iceland",
		address{"Jón", "Jónsson", "", "Laugavegur 1", "", "Reykjavík", "", "101", "IS"},
		nil,
		[]string{"Jón Jónsson", "Laugavegur 1", "101 Reykjavík", "ICELAND"},
	},
	{
		"Åland, sent via Finland",
		address{"Anna", "Öberg", "", "Torggatan 1", "", "Mariehamn", "", "AX-22100", "AX"},
		func(a *address) { a.Postcode = "22100" },
		[]string{"Anna Öberg", "Torggatan 1", "AX-22100 Mariehamn", "ÅLAND", "FINLAND"},
	},
	{
		"Vatican",
		address{"", "", "Ufficio Filatelico", "Via della Posta", "", "Città del Vaticano", "", "00120", "VA"},
		nil,
		[]string{"Ufficio Filatelico", "Via della Posta", "00120 Città del Vaticano", "VATICAN CITY"},
	},
	{
		"Antarctica, default rules",
		address{"", "", "McMurdo Station", "Building 155", "", "Ross Island", "", "", "AQ"},
		nil,
		[]string{"McMurdo Station", "Building 155", "Ross Island", "ANTARCTICA"},
	},
	{
		"Angola, region and postcode outside of the form",
		address{"Rui", "Neto", "", "Rua 1", "", "Viana", "Luanda", "123", "AO"},
		nil,
		[]string{"Rui Neto", "Rua 1", "Viana", "Luanda", "123", "ANGOLA"},
	},
	{
		"Puerto Rico",
		address{"Ana", "Ruiz", "", "PO Box 1", "", "San Juan", "", "00930", "PR"},
		nil,
		[]string{"Ana Ruiz", "PO Box 1", "San Juan PR 00930", "PUERTO RICO"},
	},
	{
		"Latvia, postcode without letters",
		address{"Ilze", "Ozola", "", "Brīvības iela 1", "", "Rīga", "", "1010", "LV"},
		func(a *address) { a.Postcode = "LV-1010" },
		[]string{"Ilze Ozola", "Brīvības iela 1", "Rīga, LV-1010", "LATVIA"},
	},
	{
		"Spain, province with the name of its capital",
		address{"Ana", "Gil", "", "Calle Mayor 1", "", "Madrid", "M", "28013", "ES"},
		func(a *address) { a.Region = "Madrid" },
		[]string{"Ana Gil", "Calle Mayor 1", "28013 Madrid", "SPAIN"},
	},
	{
		"Italy, without province",
		address{"Ugo", "Rossi", "", "Via Roma 1", "", "Milano", "", "20121", "IT"},
		func(a *address) { a.Region = "MI" },
		[]string{"Ugo Rossi", "Via Roma 1", "20121 Milano MI", "ITALY"},
	},
	{
		"Russia in English",
		address{"Ivan", "Petrov", "", "ul. Lenina 1", "", "Berdsk", "Novosibirsk Oblast", "633010", "RU"},
		func(a *address) { a.Region = "Novosibirsk" },
		[]string{"Ivan Petrov", "ul. Lenina 1", "Berdsk", "Novosibirsk", "633010", "RUSSIA"},
	},
	{
		"white space and line breaks",
		address{" Ann ", "Smith", "", "350\nFifth  Avenue", "", "\tNew York", " ny ", " 10118 ", " us "},
		func(a *address) {
			*a = address{"Ann", "Smith", "", "350 Fifth Avenue", "", "New York", "NY", "10118", "US"}
		},
		[]string{"Ann Smith", "350 Fifth Avenue", "New York, NY 10118", "UNITED STATES"},
	},
}

func TestRealAddresses(t *testing.T) {
	for _, tc := range realAddresses {
		t.Run(tc.name, func(t *testing.T) {
			want := tc.given
			if tc.want != nil {
				tc.want(&want)
			}
			got, problems := postal.Check(tc.given)
			if got != want || len(problems) > 0 {
				t.Errorf("Check = %+v, %v\nwant    %+v", got, problems, want)
			}
			if lines := postal.Lines(got); !slices.Equal(lines, tc.lines) {
				t.Errorf("Lines = %q\nwant    %q", lines, tc.lines)
			}
		})
	}
}
