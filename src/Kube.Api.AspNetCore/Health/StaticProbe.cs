namespace Kube.Api.AspNetCore.Health;

/// <summary>A probe made of a name and a condition that is cheap to ask.</summary>
internal sealed class StaticProbe(string name, HealthEndpoints endpoints, Func<bool> check) : IHealthProbe
{
    public string Name { get; } = name;

    public HealthEndpoints Endpoints { get; } = endpoints;

    public ValueTask<bool> CheckAsync(CancellationToken cancellationToken) => ValueTask.FromResult(check());
}
