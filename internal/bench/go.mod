module github.com/adsplice/adsplice/internal/bench

go 1.25.0

replace github.com/adsplice/adsplice => ../..

require (
	github.com/Comcast/scte35-go v1.4.6
	github.com/Eyevinn/hls-m3u8 v0.6.0
	github.com/adsplice/adsplice v0.0.0-00010101000000-000000000000
	github.com/beevik/etree v1.8.1
	github.com/bluenviron/gohlslib/v2 v2.2.0
	github.com/grafov/m3u8 v0.12.1
	github.com/rs/vast v0.0.0-20180618195556-06597a11a4c3
	github.com/stretchr/testify v1.12.1
)

require (
	github.com/bamiaux/iobit v0.0.0-20170418073505-498159a04883 // indirect
	go.yaml.in/yaml/v3 v3.0.5 // indirect
	golang.org/x/text v0.16.0 // indirect
)
