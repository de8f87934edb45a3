/// A step for a person at the front panel.
package struct FrontPanelStep: Hashable, Sendable {
  package let text: String
  package let source: String?
}

/// The memory in which sent data ends up.
package enum Persistence: String, Hashable, Sendable, CaseIterable {
  case stored
  case saveProject = "save-project"
  case saveAndReloadProject = "save-and-reload-project"
}
