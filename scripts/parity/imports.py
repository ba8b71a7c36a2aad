"""Makes small models with PyTorch and Keras, exports them, and stores what they answer: test/shared/interchange/models/.

    KERAS_BACKEND=torch python3 scripts/parity/imports.py

Needs torch, onnx, onnxscript, keras, h5py and safetensors (made with torch 2.13.0, onnx 1.23.2, keras 3.15.1).
test/shared/interchange/*.test.ts import the files, run them with the studio's layers and hold the answers against those stored here.
Inputs and outputs lie as their framework has them: channels first for PyTorch, last for Keras.
"""
import json
import os
import warnings
from pathlib import Path

os.environ.setdefault('KERAS_BACKEND', 'torch')
warnings.filterwarnings('ignore')

import keras
import torch
import torch.nn as nn
import torch.nn.functional as F
from keras import layers
from safetensors.numpy import save_file

FOLDER = Path(__file__).resolve().parents[2] / 'test' / 'shared' / 'interchange' / 'models'
FOLDER.mkdir(parents=True, exist_ok=True)
answers = {}


def plain(tensor):
    return {'shape': list(tensor.shape), 'data': [float(f'{value:.7g}') for value in tensor.detach().double().reshape(-1).tolist()]}


def stir(module):
    """Numbers that a mistake shows in: fresh normalisations have ones and zeros."""
    generator = torch.Generator().manual_seed(7)
    for name, tensor in list(module.named_parameters()) + list(module.named_buffers()):
        if tensor.dtype != torch.float32:
            continue
        drawn = torch.rand(tensor.shape, generator=generator)
        with torch.no_grad():
            if 'running_var' in name or name.endswith('weight') and tensor.dim() == 1:
                tensor.copy_(drawn + 0.5)
            elif tensor.dim() == 1:
                tensor.copy_(drawn - 0.5)


def onnx_model(name, module, *shape, dynamo=(False, True)):
    torch.manual_seed(3)
    stir(module)
    module.eval()
    x = torch.randn(2, *shape)
    for new in dynamo:
        file = f'{name}.{"dynamo" if new else "legacy"}.onnx'
        if new:
            torch.onnx.export(module, (torch.randn(2, *shape),), FOLDER / file, dynamo=True, external_data=False, dynamic_shapes=({0: torch.export.Dim('batch', min=2)},), verbose=False)
        else:
            torch.onnx.export(module, (x[:1],), FOLDER / file, dynamo=False, input_names=['x'], dynamic_axes={'x': {0: 'batch'}})
        answers[file] = {'input': plain(x), 'output': plain(module(x))}


class ConvAutoencoder(nn.Module):
    """Flattened and unflattened again, channels first: the order of a dense layer's weights matters."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 4, 3, stride=2, padding=1)
        self.conv2 = nn.Conv2d(4, 6, 4, stride=2, padding=1)
        self.bn = nn.BatchNorm2d(6)
        self.latent = nn.Linear(6 * 2 * 2, 5)
        self.grow = nn.Linear(5, 6 * 2 * 2)
        self.up1 = nn.ConvTranspose2d(6, 4, 4, stride=2, padding=1)
        self.up2 = nn.ConvTranspose2d(4, 3, 3, stride=2, padding=1, output_padding=1)

    def forward(self, x):
        h = F.relu(self.conv1(x))
        h = self.bn(F.relu(self.conv2(h)))
        h = torch.tanh(self.latent(h.flatten(1)))
        h = F.relu(self.grow(h)).view(-1, 6, 2, 2)
        return torch.sigmoid(self.up2(F.relu(self.up1(h))))


class Perceptron(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(
            nn.Flatten(), nn.Linear(48, 9), nn.BatchNorm1d(9), nn.LeakyReLU(0.2), nn.Dropout(0.3), nn.Linear(9, 8, bias=False), nn.ELU(), nn.LayerNorm(8),
            nn.Linear(8, 7), nn.SELU(), nn.Linear(7, 7), nn.Softplus(), nn.Linear(7, 6), nn.Hardtanh(), nn.Linear(6, 5), nn.Hardsigmoid(), nn.Linear(5, 4), nn.Softmax(-1))

    def forward(self, x):
        return self.net(x)


class Residual(nn.Module):
    """Skips, normalisations and the activations that exporters take apart."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(2, 8, 3, padding=1)
        self.depthwise = nn.Conv2d(8, 8, 3, padding=1, groups=8, bias=False)
        self.group = nn.GroupNorm(4, 8)
        self.instance = nn.InstanceNorm2d(8, affine=True)
        self.wide = nn.Conv2d(8, 16, 3, padding=2, dilation=2)
        self.slope = nn.PReLU(16)
        self.mix = nn.Conv2d(20, 8, 1)

    def forward(self, x):
        h = self.stem(x)
        h = h + F.silu(self.group(self.depthwise(h)))
        h = self.instance(h) * torch.sigmoid(h)
        h = self.slope(self.wide(F.gelu(h)))
        h = F.pixel_shuffle(h, 2)
        h = F.max_pool2d(h, 2)
        up = F.interpolate(F.avg_pool2d(h, 2), scale_factor=2, mode='bilinear')
        near = F.interpolate(F.max_pool2d(h, 2), scale_factor=2, mode='nearest')
        h = torch.cat([F.hardswish(h), up, near, F.leaky_relu(h, 0.01), F.pad(h[:, :, :, :], (0, 0, 0, 0))], 1)
        h = F.relu(self.mix(h))
        h = F.max_pool2d(h, 3, stride=2, padding=1)
        return h.mean((2, 3))


class ImageToImage(nn.Module):
    """The output is an image, and padding is the network's own."""

    def __init__(self):
        super().__init__()
        self.pad = nn.ReflectionPad2d(1)
        self.conv = nn.Conv2d(1, 4, 3)
        self.strided = nn.Conv2d(4, 4, 5, stride=2, padding=2)
        self.up = nn.ConvTranspose2d(4, 2, 2, stride=2)

    def forward(self, x):
        return torch.tanh(self.up(F.relu(self.strided(self.conv(self.pad(x))))))


class Sequence(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv1d(3, 4, 3, padding=1)
        self.each = nn.Linear(4, 5)
        self.lstm = nn.LSTM(5, 6, batch_first=True)
        self.gru = nn.GRU(6, 4, batch_first=True)
        self.head = nn.Linear(4, 3)

    def forward(self, x):
        h = F.relu(self.conv(x)).transpose(1, 2)
        h, _ = self.lstm(torch.tanh(self.each(h)))
        h, _ = self.gru(h)
        return self.head(h[:, -1])


class Strange(nn.Module):
    """An operator in the middle that the studio does not know."""

    def __init__(self):
        super().__init__()
        self.before = nn.Conv2d(1, 4, 3, padding=1)
        self.after = nn.Conv2d(4, 2, 3, padding=1)

    def forward(self, x):
        return torch.sigmoid(self.after(torch.sin(F.relu(self.before(x)))))


onnx_model('conv-autoencoder', ConvAutoencoder(), 3, 8, 8)
onnx_model('perceptron', Perceptron(), 3, 4, 4)
onnx_model('residual', Residual(), 2, 8, 8)
onnx_model('image-to-image', ImageToImage(), 1, 8, 8)
onnx_model('sequence', Sequence(), 3, 6)
onnx_model('strange', Strange(), 1, 6, 6, dynamo=(False,))


def keras_model(name, model, *shape, whole=False):
    rng = torch.Generator().manual_seed(11)
    for variable in model.variables:
        if 'seed' in variable.path:
            continue
        drawn = torch.rand(tuple(variable.shape), generator=rng)
        variable.assign((drawn + 0.5 if 'variance' in variable.path or 'gamma' in variable.path else (drawn - 0.5) * 0.8).numpy())
    x = torch.randn((2, *shape), generator=torch.Generator().manual_seed(5))
    (FOLDER / f'{name}.json').write_text(json.dumps(json.loads(model.to_json()), indent=1) + '\n')
    # The names that docs/import.md tells people to write.
    save_file({v.path: v.numpy() for v in model.variables if 'seed' not in v.path}, FOLDER / f'{name}.safetensors')
    if whole:
        model.save(FOLDER / f'{name}.keras')
    answers[f'{name}.json'] = {'input': plain(x), 'output': plain(model(x.numpy(), training=False))}


keras.utils.set_random_seed(2)
keras_model('keras-convolutional', keras.Sequential([
    keras.Input((8, 8, 3)),
    layers.Conv2D(4, 3, strides=2, padding='same', activation='relu', name='down'),
    layers.BatchNormalization(),
    layers.DepthwiseConv2D(3, padding='same', use_bias=False),
    layers.LeakyReLU(negative_slope=0.2),
    layers.SeparableConv2D(5, 3, padding='same', activation='elu'),
    layers.MaxPooling2D(),
    layers.Dropout(0.25),
    layers.Flatten(),
    layers.Dense(6, activation='tanh', kernel_initializer='he_normal'),
    layers.Dense(2 * 2 * 4, activation='gelu'),
    layers.Reshape((2, 2, 4)),
    layers.Conv2DTranspose(4, 4, strides=2, padding='same', activation='silu'),
    layers.GroupNormalization(groups=2),
    layers.UpSampling2D(2, interpolation='bilinear'),
    layers.LayerNormalization(),
    layers.ZeroPadding2D(1),
    layers.Cropping2D(((1, 1), (1, 1))),
    layers.Conv2D(1, 3, padding='same', activation='sigmoid'),
], name='convolutional'), 8, 8, 3, whole=True)


def functional():
    inner_in = keras.Input((8,), name='inner_in')
    inner = keras.Model(inner_in, layers.Dense(8, activation='relu', name='inside')(inner_in), name='inner')
    shared = layers.Dense(8, name='shared')
    x = keras.Input((6,), name='x')
    a = shared(x)
    b = inner(layers.Dense(8, activation='selu', name='first')(x))
    joined = layers.Concatenate()([layers.Add()([a, b]), layers.Multiply()([a, b]), layers.Average()([a, b])])
    again = layers.Dense(6, name='back')(joined)
    return keras.Model(x, layers.Add()([shared(again), b]), name='functional')


keras_model('keras-functional', functional(), 6)

keras_model('keras-sequence', keras.Sequential([
    keras.Input((7, 3)),
    layers.Conv1D(4, 3, padding='same', activation='relu'),
    layers.Dense(5, activation='tanh', name='each'),
    layers.LSTM(4, return_sequences=True),
    layers.GRU(3),
    layers.Dense(2),
], name='sequence'), 7, 3)


def chained():
    data = keras.Input((4, 4, 1), name='data')
    encoder = keras.Model(data, layers.Dense(3, name='code')(layers.Flatten()(data)), name='encoder')
    code = keras.Input((3,), name='code_in')
    decoder = keras.Model(code, layers.Reshape((4, 4, 1))(layers.Dense(16, activation='sigmoid', name='pixels')(code)), name='decoder')
    return keras.Model(data, decoder(encoder(data)), name='autoencoder')


keras_model('keras-autoencoder', chained(), 4, 4, 1)

(FOLDER / 'answers.json').write_text(json.dumps(answers) + '\n')
