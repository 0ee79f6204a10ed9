namespace Kube.Samples.Cluster;

/// <summary>Ends the process when its standard input does: when the one that started it has ended, however that came.</summary>
internal sealed class InputLifetime(IHostApplicationLifetime lifetime) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        await using var input = Console.OpenStandardInput();
        await input.CopyToAsync(Stream.Null, stoppingToken);
        lifetime.StopApplication();
    }
}
