public import ACML

/// Every key of an experiment's configuration as a page of Markdown, made of the schemas that configurations are read with.
public enum ConfigurationReference {
  /// The page.
  /// - Parameter catalog: the components whose settings are listed.
  public static func markdown(_ catalog: PluginCatalog) -> String {
    var sections = [introduction]
    sections.append(
      """
      ## Training

      `acml train` takes a graph encoder and one or several pairs.

      \(table(TrainingConfiguration.rows))
      """)
    sections.append(
      """
      ## Pre-training

      `acml pretrain` takes a modality encoder that can be pre-trained.

      \(table(PretrainingConfiguration.rows))
      """)
    sections.append("## Graph encoders\n\nNamed by `graph.encoder`; their settings stand in `graph.settings`.")
    sections += catalog.graphEncoders.map { section($0.component) }
    sections.append(
      """
      ## Modalities

      Those that are measured, named by `modality` in `data.samples`; what their files leave open stands in `settings` beside it.
      """)
    sections += catalog.modalities.map { section($0.component) }
    sections.append(
      """
      ## Modality encoders

      Named by `encoder` in a pre-training, where the settings of the encoder stand in `settings` and those of the task in \
      `pretraining`; and by `encoder` in a pair, whose `settings` say what the weights leave open.
      """)
    sections += catalog.modalityEncoders.map(section)
    sections.append(
      "## Objectives\n\nNamed by `objective.type` in a pair; their settings stand in `objective.settings`.")
    sections += catalog.objectives.map { section($0.component) }
    return sections.joined(separator: "\n\n") + "\n"
  }

  private static let introduction = """
    # Configuration

    <!-- Made by `acml config reference`: change the `fields` of the settings, not this page. -->

    An experiment is a YAML file. Paths in it are relative to the file. Keys that are left out have their default; a key that
    doesn't exist, a value of another type and a value out of its range are errors with their place. `--set key=value` lays a
    value over the file's, and `acml config check FILE` prints every value with where it comes from.

    `[]` in a key stands for each element of a list. Settings of plugins are listed after the two kinds of files;
    `acml plugin describe ID` prints those of any plugin, and `acml config reference` this page with those of yours.
    """

  private static func section(_ component: ComponentDescriptor) -> String {
    part("### `\(component.id)`\n\n\(sentence(component.summary))", component.settings, or: "It has no settings.")
  }

  private static func section(_ encoder: ModalityEncoderDescriptor) -> String {
    let (id, weights) = (encoder.component.id, encoder.weights.map { "`\($0.rawValue)`" }.joined(separator: ", "))
    var parts = [
      """
      ### `\(id)`

      \(sentence(encoder.component.summary)) Modality: `\(encoder.modalityList)`. Weights: \(weights).
      """
    ]
    if let task = encoder.pretraining {
      parts.append(part("In a pre-training, `settings`:", encoder.component.settings, or: "None."))
      parts.append(part("In a pre-training, `pretraining`:", task, or: "None."))
    }
    parts.append(part("In a pair, `settings`:", encoder.loading, or: "None."))
    return parts.joined(separator: "\n\n")
  }

  private static func part(_ title: String, _ schema: SettingsSchema, or nothing: String) -> String {
    "\(title)\n\n\(schema.rows.isEmpty ? nothing : table(schema.rows))"
  }

  private static func sentence(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() + "." }

  private static func table(_ rows: [SettingRow]) -> String {
    let lines = rows.map { row in
      let value = row.defaultValue.map { "`\($0)`" } ?? (row.type == "list of sections" ? "" : "required")
      let cells = ["`\(row.path)`", row.type, value, row.allowed ?? "", row.help]
      return "| " + cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |"
    }
    return (["| key | type | default | allowed | meaning |", "|---|---|---|---|---|"] + lines).joined(separator: "\n")
  }
}
