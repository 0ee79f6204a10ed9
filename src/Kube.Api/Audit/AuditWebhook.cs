using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Threading.Channels;
using Kube.Api.Client.Http;
using Kube.Api.Requests;
using Kube.Store.Work;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kube.Api.Audit;

/// <summary>Sends records to a server, in lists: full ones, or after a while such as there are; not more often than allowed, and again when it fails.</summary>
internal sealed partial class AuditWebhook : IAuditBackend, IHostedLifecycleService, IDisposable
{
    private const int Tries = 5;
    private const double Growth = 1.5;
    private const double Jitter = 0.2;

    private readonly AuditOptions _options;
    private readonly IWorkScheduler _work;
    private readonly TimeProvider _time;
    private readonly IRandomSource _random;
    private readonly ILogger<AuditWebhook> _logger;
    private readonly Channel<byte[]> _records;
    private readonly CancellationTokenSource _stopping = new();
    private readonly HttpClient _http;
    private readonly Uri _server;
    private Task _loop = Task.CompletedTask;
    private double _allowed;
    private long _allowedAt;
    private long _lost;
    private bool _isRefused;

    public AuditWebhook(IOptions<AuditOptions> options, IWorkScheduler work, TimeProvider time, IRandomSource random, ILogger<AuditWebhook> logger)
    {
        (_options, _work, _time, _random, _logger) = (options.Value, work, time, random, logger);
        _records = Channel.CreateBounded<byte[]>(new BoundedChannelOptions(_options.WebhookBufferSize) { SingleReader = true });
        var config = Kubeconfig.Load(_options.WebhookConfigFile);
        _server = config.Server;
        _http = HttpConnections.Create(config, "kube-apiserver", time);
        _allowed = _options.WebhookBurst;
        _allowedAt = time.GetTimestamp();
    }

    public string Name => "webhook";

    public long Lost => Interlocked.Read(ref _lost);

    public void Take(ReadOnlySpan<byte> record)
    {
        if (!_records.Writer.TryWrite(record.ToArray())) Interlocked.Increment(ref _lost);
    }

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        _loop = _work.Run("api.audit.webhook", SendAsync);
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>What is left is sent once, without waiting for more and without further tries.</summary>
    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        _records.Writer.TryComplete();
        await _stopping.CancelAsync();
        await _loop;
    }

    public void Dispose()
    {
        _http.Dispose();
        _stopping.Dispose();
    }

    private async Task SendAsync()
    {
        var batch = new List<byte[]>(_options.WebhookBatchSize);
        while (await _records.Reader.WaitToReadAsync())
        {
            await GatherAsync(batch);
            await ThrottleAsync();
            await SendAsync(batch);
            batch.Clear();
        }
    }

    private async Task GatherAsync(List<byte[]> batch)
    {
        var until = _time.GetUtcNow() + _options.WebhookBatchWait;
        while (batch.Count < _options.WebhookBatchSize)
        {
            if (_records.Reader.TryRead(out var record))
            {
                batch.Add(record);
                continue;
            }

            var left = until - _time.GetUtcNow();
            if (left <= TimeSpan.Zero || _stopping.IsCancellationRequested) return;
            try
            {
                if (!await _records.Reader.WaitToReadAsync(CancellationToken.None).AsTask().WaitAsync(left, _time, _stopping.Token)) return;
            }
            catch (Exception e) when (e is TimeoutException or OperationCanceledException)
            {
                // Time is up, or the server stops: what there is goes out.
                continue;
            }
        }
    }

    private async Task ThrottleAsync()
    {
        var now = _time.GetTimestamp();
        _allowed = Math.Min(_options.WebhookBurst, _allowed + (_time.GetElapsedTime(_allowedAt, now).TotalSeconds * _options.WebhookListsPerSecond));
        _allowedAt = now;
        _allowed--;
        if (_allowed < 0) await PauseAsync(TimeSpan.FromSeconds(-_allowed / _options.WebhookListsPerSecond));
    }

    private async Task SendAsync(List<byte[]> batch)
    {
        var body = ListOf(batch);
        var pause = _options.WebhookInitialBackoff;
        _isRefused = false;
        for (var attempt = 1; ; attempt++)
        {
            var (isDone, why) = await TryAsync(body);
            if (isDone) return;
            if (attempt == Tries || _isRefused || _stopping.IsCancellationRequested)
            {
                Interlocked.Add(ref _lost, batch.Count);
                LogFailed(batch.Count, _server, why);
                return;
            }

            await PauseAsync(pause * (1 + (Jitter * Chance())));
            pause *= Growth;
        }
    }

    private async Task<(bool IsDone, string Why)> TryAsync(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30), _time);
            using var request = new HttpRequestMessage(HttpMethod.Post, _server) { Content = new ReadOnlyMemoryContent(body) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            if (answer.IsSuccessStatusCode) return (true, "");
            var status = (int)answer.StatusCode;
            // Who refuses a list will refuse it again.
            var isFinal = status is >= 400 and < 500 && answer.StatusCode != HttpStatusCode.TooManyRequests;
            if (!isFinal) return (false, $"status {status}");
            _isRefused = true;
            return (false, $"status {status}");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            return (false, e.Message);
        }
    }

    private double Chance()
    {
        Span<byte> bytes = stackalloc byte[4];
        _random.Fill(bytes);
        return BitConverter.ToUInt32(bytes) / (double)uint.MaxValue;
    }

    private async Task PauseAsync(TimeSpan pause)
    {
        try
        {
            await Task.Delay(pause, _time, _stopping.Token);
        }
        catch (OperationCanceledException)
        {
            // The server stops: nobody waits.
        }
    }

    private static ReadOnlyMemory<byte> ListOf(List<byte[]> batch)
    {
        var body = new ArrayBufferWriter<byte>(batch.Sum(static record => record.Length + 1) + 128);
        body.Write("{\"kind\":\"EventList\",\"apiVersion\":\"audit.k8s.io/v1\",\"metadata\":{},\"items\":["u8);
        for (var i = 0; i < batch.Count; i++)
        {
            if (i > 0) body.Write(","u8);
            body.Write(batch[i]);
        }

        body.Write("]}\n"u8);
        return body.WrittenMemory;
    }

    [LoggerMessage(2531, LogLevel.Error, "{Count} audit records were lost: {Server} did not take them: {Why}")]
    private partial void LogFailed(int count, Uri server, string why);
}
