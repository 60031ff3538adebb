"""Reference of a ResNet with bottlenecks: tiny_resnet50.safetensors.

Needs torch, safetensors; run it in this folder. A ResNet-50 (torchvision's structure and names, with the stride in the
middle convolution) of width 2 over pixels of one channel, in evaluation, with statistics and scales drawn at random.
"""

import torch
import torch.nn.functional as F
from safetensors.torch import save_file
from torch import nn

WIDTH, STAGES, EXPANSION = 2, [3, 4, 6, 3], 4


class Bottleneck(nn.Module):
    def __init__(self, inputs, inner, stride):
        super().__init__()
        outputs = inner * EXPANSION
        self.conv1 = nn.Conv2d(inputs, inner, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(inner)
        self.conv2 = nn.Conv2d(inner, inner, 3, stride, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(inner)
        self.conv3 = nn.Conv2d(inner, outputs, 1, bias=False)
        self.bn3 = nn.BatchNorm2d(outputs)
        self.downsample = None
        if stride != 1 or inputs != outputs:
            self.downsample = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)))
        y = F.relu(self.bn2(self.conv2(y)))
        return F.relu(self.bn3(self.conv3(y)) + (x if self.downsample is None else self.downsample(x)))


class ResNet50(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, WIDTH, 7, 2, 3, bias=False)
        self.bn1 = nn.BatchNorm2d(WIDTH)
        inputs = WIDTH
        for stage, count in enumerate(STAGES):
            inner = WIDTH << stage
            blocks = []
            for index in range(count):
                blocks.append(Bottleneck(inputs, inner, 2 if stage > 0 and index == 0 else 1))
                inputs = inner * EXPANSION
            self.add_module(f"layer{stage + 1}", nn.Sequential(*blocks))

    def forward(self, images):
        x = F.max_pool2d(F.relu(self.bn1(self.conv1(images))), 3, 2, 1)
        return self.layer4(self.layer3(self.layer2(self.layer1(x)))).mean(dim=(2, 3))


torch.manual_seed(50)
torch.set_num_threads(1)
network = ResNet50().eval()
for module in network.modules():
    if isinstance(module, nn.BatchNorm2d):
        module.running_mean.normal_(0, 0.1)
        module.running_var.uniform_(0.5, 1.5)
        nn.init.uniform_(module.weight, 0.5, 1.5)
        nn.init.normal_(module.bias, 0, 0.1)
images = torch.rand(2, 1, 49, 38)
with torch.no_grad():
    features = network(images)
tensors = {name: value for name, value in network.state_dict().items()}
tensors |= {"in.images": images, "out.features": features}
save_file(tensors, "tiny_resnet50.safetensors", metadata={"torch": torch.__version__})
