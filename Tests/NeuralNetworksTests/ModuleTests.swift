import NeuralNetworks
import Tensors
import Testing

struct ModuleTests {
}
