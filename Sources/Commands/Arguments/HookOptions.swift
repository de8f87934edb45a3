internal import ArgumentParser

/// The option of commands that run hooks.
struct HookOptions: ParsableArguments {
  @Flag(help: "Run none of the archive's hooks.") var noHooks = false

  init() {}
}
