using Kube.Api.Encryption.Kms;
using Kube.Api.Hosting;
using Kube.Store.Work;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kube.Api.Encryption;

/// <summary>Takes changes of the configuration's file over while the server runs.</summary>
internal sealed partial class EncryptionReloader(
    ValueEncryption encryption, KmsFollower services, IOptions<EncryptionOptions> options, IWorkScheduler work, TimeProvider time, ILogger<EncryptionReloader> logger)
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
        _known = await LookAsync(file, _known);
    }

    private async Task<byte[]> LookAsync(string file, byte[] known)
    {
        try
        {
            var text = await File.ReadAllBytesAsync(file, Stopping);
            if (text.AsSpan().SequenceEqual(known)) return known;
            var rules = EncryptionRules.Parse(text);
            await services.PrepareAsync(rules.Keyrings, Stopping);
            encryption.Configure(rules);
            return text;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or EncryptionConfigurationException)
        {
            LogUnusable(Logger, failure, file);
            return known;
        }
    }

    [LoggerMessage(2540, LogLevel.Error, "the encryption configuration {File} cannot be used; what was configured stays")]
    private static partial void LogUnusable(ILogger logger, Exception failure, string file);
}
