import Repository
import TestSupport
import Testing

@Suite("configuration")
struct ConfigTests {
  static let values = [
    "plain", "", " lead", "trail ", "with # hash", "semi;colon", "quo\"te", "back\\slash", "line\nfeed", "tab\there",
    "hw:Loop,0,0", "ünï", "a = b", "[x]", "\\\"", "\u{8}", "cr\rx", "true", "  ", "end\\",
  ]

  @Test("a value round-trips, and git reads it equally", arguments: values)
  func quoting(value: String) throws {
    let folder = try TemporaryFolder()
    let git = Git(in: folder.path, home: folder.path)
    var config = try Config()
    try config.set("device.mono.port", to: value)
    try config.set("device.J.V \"1\" \\ x.channelNumber", to: value)
    #expect(try Config(config.bytes)["device.mono.port"] == value)
    #expect(try Config(config.bytes)["DEVICE.J.V \"1\" \\ x.CHANNELNUMBER"] == value)
    try folder.write(String(decoding: config.bytes, as: UTF8.self), to: "config")
    let list = try git("config", "--file", "config", "--list", "--null")
    #expect(list == "device.mono.port\n\(value)\0device.J.V \"1\" \\ x.channelnumber\n\(value)\0")
  }

  static let file = """
    # a comment
    [core]
    \tbare = true ; why not
      FileMode=false
    [Remote "Origin"]
    \turl = "quoted # not a comment" and more
    \tfetch = one
    \tfetch = two
    [flag]
    \tonly
    \tempty =
    [branch.Legacy] merge = long \\
      line
    [include]
    \tpath = other
    [core]
    \tlast = 1
    """

  @Test("a file with every syntax is read like git lists it")
  func reading() throws {
    let folder = try TemporaryFolder()
    for text in [Self.file, Self.file + "\n", Self.file.replacing("\n", with: "\r\n"), "\u{FEFF}" + Self.file] {
      try folder.write(text, to: "config")
      let git = Git(in: folder.path, home: folder.path)
      let list = try git("config", "--file", "config", "--list", "--null", "--no-includes")
      let own = try Config(Array(text.utf8)).all.map { name, value in name + (value.map { "\n" + $0 } ?? "") + "\0" }
      #expect(own.joined() == list)
    }
    let config = try Config(Array(Self.file.utf8))
    #expect(config.values("remote.Origin.fetch") == ["one", "two"])
    #expect(config["flag.only"] == "true" && config.bool("flag.only") == true)
    #expect(config.bool("core.filemode") == false && config.bool("flag.empty") == false)
    #expect(config["remote.origin.url"] == nil, "subsections keep their case")
    #expect(config.subsections(of: "remote") == ["Origin"])
  }

  @Test("changes are made in place, and the rest stays byte for byte")
  func writing() throws {
    var config = try Config(Array(Self.file.utf8))
    try config.set("core.bare", to: "false")
    try config.set("remote.Origin.fetch", to: "three")
    try config.set("remote.Origin.new", to: "x y")
    try config.set("branch.legacy.merge", to: "short")
    try config.set("gc.auto", to: "0")
    try config.unset("flag.only")
    #expect(
      String(decoding: config.bytes, as: UTF8.self) == """
        # a comment
        [core]
        \tbare = false ; why not
          FileMode=false
        [Remote "Origin"]
        \turl = "quoted # not a comment" and more
        \tfetch = three
        \tnew = \"x y\"
        [flag]
        \tempty =
        [branch.Legacy] merge = short
        [include]
        \tpath = other
        [core]
        \tlast = 1
        [gc]
        \tauto = 0

        """)
  }

  @Test("a value that ends with a lone CR is unchanged by a following line, for git too")
  func loneCR() throws {
    let folder = try TemporaryFolder()
    let git = Git(in: folder.path, home: folder.path)
    for text in [
      "[a]\n\tx = one\r", "[a]\n\tx = one \r\r \r", "[a]\n\tx = \r one\r# note", "[a]\n\tx = \"one\r\"",
    ] {
      var config = try Config(Array(text.utf8))
      let value = config["a.x"]
      try folder.write(text, to: "config")
      // The line that git prints ends with the value's own CR, where it has one.
      #expect(
        try git("config", "--file", "config", "--null", "a.x") == (value ?? "") + "\0", "\(text.debugDescription)")
      try config.set("b.y", to: "new")
      #expect(config["a.x"] == value, "\(text.debugDescription)")
    }
  }

  @Test(
    "a setting added after a value with a trailing continuation is separate, for git too",
    arguments: [
      "[a]\n\tb = c\\\n", "[a]\n\tb = \"c\" d\\\r\n", "[a]\n\tb = \\\n\\\n", "[c]\n[a] b = c\\\n",
      "[a]\n\tb = c ; d\\\n",
    ], ["c.d", "a.d", "a.b"])
  func continued(text: String, name: String) throws {
    let folder = try TemporaryFolder()
    let git = Git(in: folder.path, home: folder.path)
    let before = try Config(Array(text.utf8))
    var config = before
    try config.set(name, to: "x")
    #expect(config[name] == "x" && config.all.count == (name == "a.b" ? 1 : 2))
    if name != "a.b" { #expect(config["a.b"] == before["a.b"] && config.bytes.starts(with: Array("[".utf8))) }
    try folder.write(String(decoding: config.bytes, as: UTF8.self), to: "config")
    for (own, value) in config.all {
      #expect(try git("config", "--file", "config", own) == (value ?? "") + "\n")
    }
  }

  @Test("git agrees after random changes", arguments: [41, 42, 43] as [UInt64])
  func random(seed: UInt64) throws {
    var numbers = SeededNumbers(seed: seed)
    let folder = try TemporaryFolder()
    let git = Git(in: folder.path, home: folder.path)
    var config = try Config(Array(Self.file.utf8))
    for _ in 0..<25 {
      let section = ["core", "remote.Origin", "device.a b", "flag", "new"].randomElement(using: &numbers) ?? ""
      let name = section + "." + (["bare", "url", "x", "only"].randomElement(using: &numbers) ?? "")
      let value = Self.values.randomElement(using: &numbers) ?? ""
      if Bool.random(using: &numbers) {
        try config.set(name, to: value)
        #expect(config.values(name) == [value], "seed \(seed)")
      } else {
        try config.unset(name)
        #expect(config[name] == nil, "seed \(seed)")
      }
      try folder.write(String(decoding: config.bytes, as: UTF8.self), to: "config")
      let list = try git("config", "--file", "config", "--list", "--null", "--no-includes")
      let own = config.all.map { name, value in name + (value.map { "\n" + $0 } ?? "") + "\0" }
      #expect(own.joined() == list, "seed \(seed)")
    }
  }

  @Test("configuration that git rejects is rejected with its line")
  func refused() throws {
    let folder = try TemporaryFolder()
    let git = Git(in: folder.path, home: folder.path)
    for text in ["[a", "[a]\n1x = 2", "[a]\nx = \"open", "[a]\nx = \\q", "[a \"b]\n", "[a]\nx y", "[]\n", "[a b]"] {
      try folder.write(text, to: "config")
      #expect(throws: Git.Failure.self, "\(text)") { try git("config", "--file", "config", "--list") }
      #expect(throws: ConfigError.self, "\(text)") { try Config(Array(text.utf8)) }
    }
    // Git lists a variable before any section; no program asks for one.
    #expect(throws: ConfigError.syntax(line: 1)) { try Config(Array("x = 1".utf8)) }
    #expect(throws: ConfigError.syntax(line: 2)) { try Config(Array("[a]\n1x = 2".utf8)) }
    var config = try Config()
    for name in ["", "a", "a.", ".a", "a.1x", "a_b.c", "a.b\n.c", "a.b c"] {
      #expect(throws: ConfigError.badName(name)) { try config.set(name, to: "x") }
    }
    #expect(throws: ConfigError.badValue(name: "a.b")) { try config.set("a.b", to: "\0") }
  }
}
