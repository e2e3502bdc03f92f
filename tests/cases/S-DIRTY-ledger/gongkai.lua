return { city = "临溪市", district = "梧澜区", period = "2022-03" }
