using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kube.Api.Client.Http;

/// <summary>Runs an <see cref="ExecPlugin"/> when credentials are needed, and again when they have ended or were refused. Safe for concurrent use.</summary>
internal sealed class ExecCredentials(ExecPlugin plugin, Kubeconfig config, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _running = new(1);
    private volatile Given? _given;

    /// <summary>The certificate of the newest credentials; null when they have none.</summary>
    public X509Certificate2? Certificate => _given?.Certificate;

    /// <summary>The token; null when the credentials are a certificate.</summary>
    /// <exception cref="KubeconfigException">The program cannot be run, or gives no credentials.</exception>
    public async ValueTask<string?> TokenAsync(CancellationToken cancellationToken)
    {
        if (_given is { } known && known.Holds(time.GetUtcNow())) return known.Token;
        await _running.WaitAsync(cancellationToken);
        try
        {
            if (_given is not { } made || !made.Holds(time.GetUtcNow())) _given = made = await RunAsync(cancellationToken);
            return made.Token;
        }
        finally
        {
            _running.Release();
        }
    }

    /// <summary>The server refused this token: the next request asks the program anew.</summary>
    public void Refused(string? token)
    {
        if (_given is { } known && known.Token == token) _given = null;
    }

    public void Dispose()
    {
        _running.Dispose();
        _given?.Certificate?.Dispose();
    }

    private async Task<Given> RunAsync(CancellationToken cancellationToken)
    {
        var hasTerminal = !Console.IsInputRedirected;
        if (plugin.InteractiveMode == "Always" && !hasTerminal) throw Failed("exec plugin cannot support interactive mode: standard input is not a terminal");
        var interactive = hasTerminal && plugin.InteractiveMode != "Never";
        var start = new ProcessStartInfo(plugin.Command, plugin.Arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardInput = !interactive };
        foreach (var (name, value) in plugin.Environment) start.Environment[name] = value;
        start.Environment["KUBERNETES_EXEC_INFO"] = Info(interactive).ToJsonString();
        try
        {
            using var process = Process.Start(start) ?? throw Failed("it did not start");
            if (!interactive) process.StandardInput.Close();
            var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            if (process.ExitCode != 0) throw Failed($"executable {plugin.Command} failed with exit code {process.ExitCode}");
            return Read(output);
        }
        catch (Win32Exception fault)
        {
            throw Failed($"executable {plugin.Command} not found", fault);
        }
    }

    private JsonObject Info(bool interactive)
    {
        var spec = new JsonObject { ["interactive"] = interactive };
        if (plugin.ProvideClusterInfo)
        {
            var cluster = new JsonObject { ["server"] = config.Server.ToString().TrimEnd('/') };
            if (config.TlsServerName is { } name) cluster["tls-server-name"] = name;
            if (config.InsecureSkipTlsVerify) cluster["insecure-skip-tls-verify"] = true;
            if (config.CertificateAuthorityPem is { } pem) cluster["certificate-authority-data"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(pem));
            if (plugin.ClusterConfig is { } extension) cluster["config"] = JsonNode.Parse(extension);
            spec["cluster"] = cluster;
        }

        return new JsonObject { ["kind"] = "ExecCredential", ["apiVersion"] = plugin.ApiVersion, ["spec"] = spec };
    }

    private Given Read(string output)
    {
        try
        {
            var credential = JsonNode.Parse(output);
            var version = (string?)credential?["apiVersion"];
            if (version != plugin.ApiVersion) throw Failed($"exec plugin is configured to use API version {plugin.ApiVersion}, plugin returned version {version}");
            var status = credential!["status"] ?? throw Failed("exec plugin didn't return a status field");
            var (token, certificate, key) = ((string?)status["token"], (string?)status["clientCertificateData"], (string?)status["clientKeyData"]);
            if (string.IsNullOrEmpty(token) && string.IsNullOrEmpty(certificate)) throw Failed("exec plugin didn't return a token or cert/key pair");
            if (string.IsNullOrEmpty(certificate) != string.IsNullOrEmpty(key)) throw Failed("exec plugin returned only certificate or key, not both");
            var ends = (string?)status["expirationTimestamp"] is { } text ? DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture) : DateTimeOffset.MaxValue;
            return new(string.IsNullOrEmpty(token) ? null : token, string.IsNullOrEmpty(certificate) ? null : X509Certificate2.CreateFromPem(certificate, key), ends);
        }
        catch (Exception fault) when (fault is JsonException or FormatException or InvalidOperationException or System.Security.Cryptography.CryptographicException)
        {
            throw Failed($"decoding stdout: {fault.Message}", fault);
        }
    }

    private KubeconfigException Failed(string why, Exception? fault = null)
    {
        var text = $"getting credentials: exec: {why}";
        if (plugin.InstallHint.Length > 0) text += $"\n\n{plugin.InstallHint}";
        return fault is null ? new KubeconfigException(text) : new KubeconfigException(text, fault);
    }

    private sealed record Given(string? Token, X509Certificate2? Certificate, DateTimeOffset Ends)
    {
        public bool Holds(DateTimeOffset now) => now < Ends;
    }
}
