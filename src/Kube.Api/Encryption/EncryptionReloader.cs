using Kube.Store.Work;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kube.Api.Encryption;

/// <summary>Takes changes of the configuration's file over while the server runs.</summary>
internal sealed partial class EncryptionReloader(
    ValueEncryption encryption, IOptions<EncryptionOptions> options, IWorkScheduler work, TimeProvider time, ILogger<EncryptionReloader> logger) : IHostedService, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private Task _loop = Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Value is { Reloads: true, ConfigFile.Length: > 0 }) _loop = work.Run("api.encryption.reload", FollowAsync);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _loop;
    }

    public void Dispose() => _stopping.Dispose();

    private async Task FollowAsync()
    {
        var file = options.Value.ConfigFile;
        byte[] known = [];
        try
        {
            while (true)
            {
                await Task.Delay(options.Value.ReloadPeriod, time, _stopping.Token);
                known = Look(file, known);
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    private byte[] Look(string file, byte[] known)
    {
        try
        {
            var text = File.ReadAllBytes(file);
            if (text.AsSpan().SequenceEqual(known)) return known;
            encryption.Configure(EncryptionRules.Parse(text));
            return text;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or EncryptionConfigurationException)
        {
            LogFailed(failure, file);
            return known;
        }
    }

    [LoggerMessage(2540, LogLevel.Error, "the encryption configuration {File} cannot be used; what was configured stays")]
    private partial void LogFailed(Exception failure, string file);
}
