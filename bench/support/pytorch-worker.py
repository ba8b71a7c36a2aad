"""The same workloads in PyTorch, in its several forms. Speaks as studio-worker.ts does: one JSON request a line in, one answer out.

Models and losses are those of workloads.ts; change both together. A step takes its batch out of 60,000 images of bytes, scales it,
computes losses and gradients, updates, and reads the loss back, as the studio's step does. Threads: as many as the studio's.
"""
import json
import statistics
import sys
import time
import warnings

import torch
import torch.nn.functional as F
from torch import nn

warnings.filterwarnings("ignore")
torch.set_num_threads(int(sys.argv[1]))
IMAGES = torch.randint(0, 256, (60_000, 1, 28, 28), dtype=torch.uint8)


class Reshape(nn.Module):
    def __init__(self, *shape):
        super().__init__()
        self.shape = shape

    def forward(self, x):
        return x.reshape(x.shape[0], *self.shape)


class Vae(nn.Module):
    def __init__(self, body, features, latent, decoder):
        super().__init__()
        self.body, self.mean, self.log_variance, self.decoder = body, nn.Linear(features, latent), nn.Linear(features, latent), decoder

    def forward(self, x):
        hidden = self.body(x)
        mean, log_variance = self.mean(hidden), self.log_variance(hidden)
        z = mean + torch.exp(0.5 * log_variance) * torch.randn_like(mean)
        reconstruction = F.binary_cross_entropy_with_logits(self.decoder(z), x, reduction="sum") / x.shape[0]
        kl = -0.5 * torch.sum(1 + log_variance - mean * mean - torch.exp(log_variance)) / x.shape[0]
        return reconstruction + kl


class Autoencoder(nn.Module):
    def __init__(self, *layers):
        super().__init__()
        self.layers = nn.Sequential(*layers)

    def forward(self, x):
        return F.binary_cross_entropy_with_logits(self.layers(x), x, reduction="sum") / x.shape[0]


def mlp_vae():
    body = nn.Sequential(nn.Flatten(), nn.Linear(784, 400), nn.ReLU())
    return Vae(body, 400, 20, nn.Sequential(nn.Linear(20, 400), nn.ReLU(), nn.Linear(400, 784), Reshape(1, 28, 28)))


def conv_vae():
    body = nn.Sequential(
        nn.Conv2d(1, 32, 3, 2, 1), nn.ReLU(), nn.Conv2d(32, 64, 3, 2, 1), nn.ReLU(), nn.Flatten(), nn.Linear(3136, 128), nn.ReLU())
    decoder = nn.Sequential(
        nn.Linear(16, 128), nn.ReLU(), nn.Linear(128, 3136), nn.ReLU(), Reshape(64, 7, 7),
        nn.ConvTranspose2d(64, 32, 4, 2, 1), nn.ReLU(), nn.ConvTranspose2d(32, 1, 4, 2, 1))
    return Vae(body, 128, 16, decoder)


def deep_autoencoder():
    sizes = [784, 1000, 500, 250, 30, 250, 500, 1000, 784]
    layers = [nn.Flatten()]
    for index, (before, after) in enumerate(zip(sizes, sizes[1:])):
        layers.append(nn.Linear(before, after))
        if index not in (3, 7):
            layers.append(nn.ReLU())
    return Autoencoder(*layers, Reshape(1, 28, 28))


def optimizer(parameters, variant, rate=1e-3, betas=(0.9, 0.999)):
    return torch.optim.Adam(parameters, lr=rate, betas=betas, **({} if variant == "pytorch-plain" else {"fused": True}))


def batches(size, channels_last):
    def take():
        x = IMAGES[torch.randint(0, len(IMAGES), (size,))].float().div_(255)
        return x.contiguous(memory_format=torch.channels_last) if channels_last else x
    return take


def one_player(build, size):
    def make(variant):
        model = build()
        if variant == "pytorch-channels-last":
            model = model.to(memory_format=torch.channels_last)
        update = optimizer(model.parameters(), variant)
        compute = torch.compile(model) if variant == "pytorch-compile" else model
        take = batches(size, variant == "pytorch-channels-last")

        def step():
            update.zero_grad(set_to_none=True)
            loss = compute(take())
            loss.backward()
            update.step()
            return loss.item()
        return step
    return make


def dcgan_networks():
    generator = nn.Sequential(
        nn.Linear(64, 7 * 7 * 128, bias=False), Reshape(128, 7, 7), nn.BatchNorm2d(128), nn.ReLU(),
        nn.ConvTranspose2d(128, 64, 4, 2, 1, bias=False), nn.BatchNorm2d(64), nn.ReLU(), nn.ConvTranspose2d(64, 1, 4, 2, 1), nn.Sigmoid())
    return generator, opponent(64, 128)


def wgan_networks():
    generator = nn.Sequential(
        nn.Linear(64, 7 * 7 * 64), nn.ReLU(), Reshape(64, 7, 7), nn.ConvTranspose2d(64, 32, 4, 2, 1), nn.ReLU(), nn.ConvTranspose2d(32, 1, 4, 2, 1), nn.Sigmoid())
    return generator, opponent(32, 64)


def opponent(first, second):
    return nn.Sequential(
        nn.Conv2d(1, first, 4, 2, 1), nn.LeakyReLU(0.2), nn.Conv2d(first, second, 4, 2, 1), nn.LeakyReLU(0.2), nn.Flatten(), nn.Linear(second * 49, 1))


def adversaries(networks, variant, rate, betas):
    models = networks()
    if variant == "pytorch-channels-last":
        models = [model.to(memory_format=torch.channels_last) for model in models]
    updates = [optimizer(model.parameters(), variant, rate, betas) for model in models]
    if variant == "pytorch-compile":
        models = [torch.compile(model) for model in models]
    return (*models, *updates)


def dcgan(variant):
    generate, judge, update_generator, update_judge = adversaries(dcgan_networks, variant, 2e-4, (0.5, 0.999))
    take = batches(64, variant == "pytorch-channels-last")

    def step():
        # One forward pass of the generator serves both players.
        fake = generate(torch.randn(64, 64))
        update_judge.zero_grad(set_to_none=True)
        on_real, on_fake = judge(take()), judge(fake.detach())
        judge_loss = F.softplus(-on_real).mean() + F.softplus(on_fake).mean()
        judge_loss.backward()
        update_judge.step()
        update_generator.zero_grad(set_to_none=True)
        # The judge's weights need no gradients here.
        for weight in judge.parameters():
            weight.requires_grad_(False)
        generator_loss = F.softplus(-judge(fake)).mean()
        generator_loss.backward()
        for weight in judge.parameters():
            weight.requires_grad_(True)
        update_generator.step()
        return judge_loss.item(), generator_loss.item(), torch.sigmoid(on_real).mean().item(), torch.sigmoid(on_fake).mean().item()
    return step


def wgan(critic_steps, with_generator):
    def make(variant):
        generate, criticise, update_generator, update_critic = adversaries(wgan_networks, variant, 1e-4, (0.0, 0.9))
        take = batches(32, variant == "pytorch-channels-last")

        def critic_update(fake):
            real = take()
            fake = fake.detach()
            share = torch.rand(32, 1, 1, 1)
            mixed = (share * real + (1 - share) * fake).requires_grad_(True)
            slopes, = torch.autograd.grad(criticise(mixed).sum(), mixed, create_graph=True)
            penalty = ((slopes.flatten(1).norm(dim=1) - 1) ** 2).mean()
            distance = criticise(real).mean() - criticise(fake).mean()
            loss = 10 * penalty - distance
            update_critic.zero_grad(set_to_none=True)
            loss.backward()
            update_critic.step()
            return loss.item(), distance.item(), penalty.item()

        def step():
            for turn in range(critic_steps):
                last = with_generator and turn == critic_steps - 1
                with torch.set_grad_enabled(last):
                    fake = generate(torch.randn(32, 64))
                metrics = critic_update(fake)
            if not with_generator:
                return metrics
            update_generator.zero_grad(set_to_none=True)
            for weight in criticise.parameters():
                weight.requires_grad_(False)
            loss = -criticise(fake).mean()
            loss.backward()
            for weight in criticise.parameters():
                weight.requires_grad_(True)
            update_generator.step()
            return (*metrics, loss.item())
        return step
    return make


WORKLOADS = {
    "dcgan": dcgan,
    "wgan-gp-critic": wgan(1, False),
    "wgan-gp": wgan(5, True),
    "mlp-vae": one_player(mlp_vae, 128),
    "conv-vae": one_player(conv_vae, 128),
    "deep-autoencoder": one_player(deep_autoencoder, 128),
}


def measure(step, for_ms):
    times = []
    began = time.perf_counter()
    while len(times) < 3 or (time.perf_counter() - began) * 1000 < for_ms:
        before = time.perf_counter()
        step()
        times.append((time.perf_counter() - before) * 1000)
    return {"msPerStep": statistics.median(times), "steps": len(times)}


open_steps = {}
for line in sys.stdin:
    request = json.loads(line)
    key = request["workload"], request["variant"]
    try:
        if key not in open_steps:
            torch.manual_seed(1)
            open_steps[key] = WORKLOADS[request["workload"]](request["variant"])
            for _ in range(5):
                open_steps[key]()
        answer = measure(open_steps[key], request["forMs"])
    except Exception as error:  # One variant that fails must not cost the others.
        answer = {"error": f"{type(error).__name__}: {error}"[:500]}
    print(json.dumps(answer), flush=True)
