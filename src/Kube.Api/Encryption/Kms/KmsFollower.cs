using System.Collections.Concurrent;
using System.Security.Cryptography;
using Google.Protobuf;
using Kube.Api.Encryption.Kms.Protos;
using Kube.Api.Hosting;
using Kube.Api.Requests;
using Kube.Api.Watch;
using Kube.Shared.Grpc;
using Kube.Shared.Grpc.Client;
using Kube.Store.Snapshots;
using Kube.Store.Work;
using Microsoft.Extensions.Logging;

namespace Kube.Api.Encryption.Kms;

/// <summary>Asks the key management services: once a minute which key is theirs, and, when that is another one than before, to guard a new seed under it; and to open the
/// seeds of values that were met.</summary>
internal sealed partial class KmsFollower(
    ValueEncryption encryption, IStoreSnapshots snapshots, IRandomSource random, KmsMetrics metrics, IWorkScheduler work, TimeProvider time, ILogger<KmsFollower> logger)
    : ServerLoops(work, time, logger)
{
    private static readonly TimeSpan s_round = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_roundOfUnwell = TimeSpan.FromSeconds(10);

    // For so long after its last good answer a service's key is used for writing.
    private static readonly TimeSpan s_trust = TimeSpan.FromMinutes(3);

    private readonly WatchSignal _bell = new();
    private readonly ConcurrentDictionary<KmsKeyring, Service> _services = new();

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        Stopping.UnsafeRegister(static bell => ((WatchSignal)bell!).Set(), _bell);
        // Every value has been met, and the seeds that are needed are known, when the store is open.
        await snapshots.OpenLatestAsync(cancellationToken);
        await PrepareAsync(encryption.Keyrings, cancellationToken);
        Repeat("api.encryption.kms", RoundAsync);
    }

    /// <summary>Has services ready, as far as they answer.</summary>
    public Task PrepareAsync(IReadOnlyList<KmsKeyring> keyrings, CancellationToken cancellationToken) =>
        Task.WhenAll(keyrings.Select(keyring => AskAsync(_services.GetOrAdd(keyring, Connect), cancellationToken)));

    public override void Dispose()
    {
        base.Dispose();
        foreach (var service in _services.Values) service.Channel.Dispose();
        _services.Clear();
    }

    private Service Connect(KmsKeyring keyring)
    {
        (keyring.Bell, keyring.Time) = (_bell, Time);
        // The same service in a changed configuration: what it has opened and guarded stays.
        if (_services.Keys.FirstOrDefault(keyring.IsOfSameService) is { } before) keyring.TakeOver(before);
        return new Service(keyring, GrpcChannel.ForUnixSocket(keyring.Socket, new GrpcChannelOptions { UserAgent = "kube-apiserver", Time = Time }));
    }

    private async Task RoundAsync()
    {
        var keyrings = encryption.Keyrings;
        var isWell = keyrings.All(keyring => _services.ContainsKey(keyring) && keyring.IsWell);
        using (Time.CreateTimer(static bell => ((WatchSignal)bell!).Set(), _bell, isWell ? s_round : s_roundOfUnwell, Timeout.InfiniteTimeSpan))
            await _bell.WaitAsync();
        Stopping.ThrowIfCancellationRequested();
        await PrepareAsync(encryption.Keyrings, Stopping);
        foreach (var (keyring, service) in _services)
        {
            // One that has not been configured yet is being prepared.
            if (encryption.Keyrings.Contains(keyring)) service.WasConfigured = true;
            else if (service.WasConfigured && _services.TryRemove(keyring, out _)) service.Channel.Dispose();
        }
    }

    private async Task AskAsync(Service service, CancellationToken cancellationToken)
    {
        try
        {
            var status = await CallAsync(service, KmsMethods.Status, new StatusRequest(), cancellationToken);
            metrics.Told(service.Keyring.Name, status.KeyId);
            if (status.Healthz != "ok" || status.Version is not ("v2" or "v2beta1") || status.KeyId.Length is 0 or > 1024)
                throw new GrpcException(GrpcStatusCode.FailedPrecondition, $"got unexpected status: healthz {status.Healthz}, version {status.Version}, key id of {status.KeyId.Length} characters");
            if (service.Keyring.KeyId != status.KeyId) await GuardAsync(service, cancellationToken);
            (service.Keyring.IsWell, service.WellAt) = (true, Time.GetUtcNow());
        }
        catch (GrpcException failure)
        {
            LogUnwell(Logger, failure, service.Keyring.Name);
            service.Keyring.IsWell = false;
            if (Time.GetUtcNow() - service.WellAt > s_trust) service.Keyring.Expire();
        }

        foreach (var envelope in service.Keyring.Wanted)
        {
            try
            {
                await OpenAsync(service, envelope, cancellationToken);
            }
            catch (GrpcException failure)
            {
                // Its values cannot be read; it is tried again with the next round.
                LogSealed(Logger, failure, service.Keyring.Name, envelope.KeyId);
                // Nobody is there: to ask for each of the others would take as many timeouts.
                if (failure.Code is GrpcStatusCode.Unavailable or GrpcStatusCode.DeadlineExceeded) return;
            }
        }
    }

    // A seed of this server's own, which lies beside every value that is encrypted with it, guarded by the service.
    private async Task GuardAsync(Service service, CancellationToken cancellationToken)
    {
        var secret = RandomNumberGenerator.GetBytes(KmsSeed.Length);
        var request = new EncryptRequest { Plaintext = UnsafeByteOperations.UnsafeWrap(secret), Uid = random.NewUid() };
        var answer = await CallAsync(service, KmsMethods.Encrypt, request, cancellationToken);
        if (answer.Ciphertext.IsEmpty || answer.KeyId.Length is 0 or > 1024) throw new GrpcException(GrpcStatusCode.FailedPrecondition, "the seed was not encrypted");
        var envelope = new EncryptedObject
        {
            KeyId = answer.KeyId, EncryptedDekSource = answer.Ciphertext, EncryptedDekSourceType = EncryptedDEKSourceType.HkdfSha256XnonceAesGcmSeed,
        };
        envelope.Annotations.Add(answer.Annotations);
        service.Keyring.Write(envelope, secret);
    }

    private async Task OpenAsync(Service service, EncryptedObject envelope, CancellationToken cancellationToken)
    {
        var request = new DecryptRequest { Ciphertext = envelope.EncryptedDekSource, Uid = random.NewUid(), KeyId = envelope.KeyId };
        request.Annotations.Add(envelope.Annotations);
        var answer = await CallAsync(service, KmsMethods.Decrypt, request, cancellationToken);
        service.Keyring.Learn(envelope, answer.Plaintext.ToByteArray());
    }

    private async Task<TResponse> CallAsync<TRequest, TResponse>(Service service, GrpcMethod<TRequest, TResponse> method, TRequest request, CancellationToken cancellationToken)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>
    {
        var started = metrics.Begin();
        try
        {
            var answer = await service.Channel.UnaryAsync(method, request, GrpcCallOptions.Within(service.Keyring.Timeout), cancellationToken);
            metrics.End(service.Keyring.Name, method.Path, started, null);
            return answer;
        }
        catch (GrpcException failure)
        {
            metrics.End(service.Keyring.Name, method.Path, started, failure);
            throw;
        }
    }

    [LoggerMessage(2541, LogLevel.Error, "The key management service {Service} cannot be used.")]
    private static partial void LogUnwell(ILogger logger, Exception failure, string service);

    [LoggerMessage(2542, LogLevel.Error, "The key management service {Service} did not open a seed of its key {KeyId}.")]
    private static partial void LogSealed(ILogger logger, Exception failure, string service, string keyId);

    private sealed class Service(KmsKeyring keyring, GrpcChannel channel)
    {
        public KmsKeyring Keyring => keyring;

        public GrpcChannel Channel => channel;

        public bool WasConfigured { get; set; }

        public DateTimeOffset WellAt { get; set; }
    }
}
