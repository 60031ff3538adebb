public import Chemistry

extension GraphFeatures: SettingValue {}
