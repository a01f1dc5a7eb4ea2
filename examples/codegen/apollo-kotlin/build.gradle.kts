plugins {
    id("com.apollographql.apollo")
}

apollo {
    service("shop") {
        packageName.set("com.example.shop")
        schemaFiles.from("src/main/graphql/schema.graphqls")
        generateInputBuilders.set(true)
        mapScalarToKotlinString("CountryCode")
        mapScalarToKotlinString("CurrencyCode")
        mapScalarToKotlinString("Date")
        mapScalarToKotlinString("DateTime")
        mapScalarToKotlinString("Decimal")
        mapScalarToKotlinAny("JSON")
    }
}
