namespace Kube.Api.AspNetCore.Health;

/// <summary>One named condition that <c>/healthz</c>, <c>/livez</c> and <c>/readyz</c> report. Register any number as singletons; names must differ.</summary>
public interface IHealthProbe
{
    /// <summary>The name shown, which is also its path: <c>/readyz/{name}</c>.</summary>
    string Name { get; }

    /// <summary>Where it counts.</summary>
    HealthEndpoints Endpoints { get; }

    /// <summary>Checks. Called for every request to an endpoint that it counts at; calls may overlap. Exceptions count as failure.</summary>
    ValueTask<bool> CheckAsync(CancellationToken cancellationToken);
}
