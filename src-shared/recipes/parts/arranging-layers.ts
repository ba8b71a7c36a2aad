// Layers that compute nothing and only arrange values: they may stand around the Dense layers of recipes that train nothing else.
export const arrangingLayers: readonly string[] = ['input', 'flatten', 'reshape', 'output']
