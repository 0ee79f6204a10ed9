using Kube.Api.Hosting;
using Kube.Store.Work;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kube.Api.Encryption;

/// <summary>Takes changes of the configuration's file over while the server runs.</summary>
internal sealed partial class EncryptionReloader(
    ValueEncryption encryption, IOptions<EncryptionOptions> options, IWorkScheduler work, TimeProvider time, ILogger<EncryptionReloader> logger)
    : ServerLoops(work, time, logger)
{
    private byte[] _known = [];

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Value is { Reloads: true, ConfigFile.Length: > 0 } chosen) Repeat("api.encryption.reload", () => FollowAsync(chosen.ConfigFile));
        return Task.CompletedTask;
    }

    private async Task FollowAsync(string file)
    {
        await Task.Delay(options.Value.ReloadPeriod, Time, Stopping);
        _known = Look(file, _known);
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
            LogUnusable(logger, failure, file);
            return known;
        }
    }

    [LoggerMessage(2540, LogLevel.Error, "the encryption configuration {File} cannot be used; what was configured stays")]
    private static partial void LogUnusable(ILogger logger, Exception failure, string file);
}
