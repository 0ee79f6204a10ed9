using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Kube.Api.AspNetCore.Tests.Door;
using Kube.Api.AspNetCore.Tests.Webhooks;
using Kube.Api.Authentication.Certificates;
using Kube.Api.Authentication.Configuration;
using Kube.Api.Authorization.Webhook;
using Kube.Api.Client.Http;
using Kube.Api.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Kube.Api.AspNetCore.Tests.Security;

/// <summary>An API server whose users an identity provider and webhooks know, all of them real servers.</summary>
public sealed class OutsideServers : DoorFixture
{
    private readonly string _files = Directory.CreateTempSubdirectory("kube-outside").FullName;
    private ClusterCertificates _certificates = null!;
    private WebhookServer _issuer = null!;
    private WebhookServer _tokens = null!;
    private WebhookServer _rights = null!;

    /// <summary>What the provider signs with; a test may change it.</summary>
    internal TestKeys Keys { get; } = new();

    /// <summary>Every question to the token webhook.</summary>
    internal ConcurrentQueue<string> AskedTokens { get; } = new();

    /// <summary>Every question to the authorization webhook.</summary>
    internal ConcurrentQueue<JsonNode> AskedRights { get; } = new();

    internal string Issuer => $"https://localhost:{_issuer.Port}";

    protected override async Task PrepareAsync()
    {
        _certificates = ClusterCertificates.LoadOrCreate(Path.Combine(_files, "pki"), [IPAddress.Loopback], TimeProvider.System);
        _issuer = await WebhookServer.StartAsync(_certificates.Server, async http => await http.Response.WriteAsync(http.Request.Path.Value switch
        {
            "/.well-known/openid-configuration" => $$"""{"issuer":"{{Issuer}}","jwks_uri":"{{Issuer}}/keys"}""",
            _ => Keys.Set(),
        }));
        _tokens = await WebhookServer.StartAsync(_certificates.Server, AnswerToken);
        _rights = await WebhookServer.StartAsync(_certificates.Server, AnswerRight);
    }

    protected override void Register(IKubeApiBuilder api)
    {
        api.AddAuthenticationConfiguration(AuthenticationConfiguration.Parse($$"""
            apiVersion: apiserver.config.k8s.io/v1
            kind: AuthenticationConfiguration
            jwt:
            - issuer:
                url: {{Issuer}}
                audiences: [cluster, other]
                audienceMatchPolicy: MatchAny
                certificateAuthority: |
                  {{string.Join("\n      ", _certificates.Authority.Certificate.ExportCertificatePem().Split('\n'))}}
              claimValidationRules:
              - claim: tenant
                requiredValue: blue
              - expression: claims.exp - claims.nbf <= 86400
                message: tokens last a day
              claimMappings:
                username:
                  expression: "'oidc:' + claims.sub"
                groups:
                  claim: groups
                  prefix: "oidc:"
                uid:
                  claim: uid
                extra:
                - key: example.com/roles
                  valueExpression: claims.?roles.orValue([])
              userValidationRules:
              - expression: "!user.groups.exists(group, group.endsWith('banned'))"
                message: banned
            anonymous:
              enabled: true
              conditions:
              - path: /livez
            """));
        api.AddTokenWebhook(webhook => webhook.ConfigFile = Kubeconfig("tokens", _tokens));
        api.AddAuthorizationConfiguration(AuthorizationConfiguration.Parse($$"""
            apiVersion: apiserver.config.k8s.io/v1
            kind: AuthorizationConfiguration
            authorizers:
            - type: Webhook
              name: outside
              webhook:
                timeout: 10s
                authorizedTTL: 5m
                unauthorizedTTL: 30s
                subjectAccessReviewVersion: v1
                matchConditionSubjectAccessReviewVersion: v1
                failurePolicy: Deny
                connectionInfo:
                  type: KubeConfigFile
                  kubeConfigFile: {{Kubeconfig("rights", _rights)}}
                matchConditions:
                - expression: has(request.resourceAttributes)
                - expression: request.resourceAttributes.namespace != 'skipped'
            """));
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        foreach (var server in new[] { _issuer, _tokens, _rights }) await server.DisposeAsync();
        Keys.Dispose();
        _certificates.Dispose();
        Directory.Delete(_files, recursive: true);
    }

    private string Kubeconfig(string name, WebhookServer server)
    {
        var file = Path.Combine(_files, $"{name}.kubeconfig");
        KubeconfigFile.Write(file, new Kubeconfig { Server = new Uri($"https://localhost:{server.Port}"), CertificateAuthorityPem = _certificates.Authority.Certificate.ExportCertificatePem() }, name, "apiserver");
        return file;
    }

    private JsonNode AnswerToken(JsonNode review)
    {
        var token = (string)review["spec"]!["token"]!;
        AskedTokens.Enqueue(token);
        review["status"] = token.StartsWith("hook-", StringComparison.Ordinal)
            ? JsonNode.Parse($$"""{"authenticated":true,"user":{"username":"{{token[5..]}}","uid":"7","groups":["hooked"],"extra":{"scopes":["a","b"]} } }""")
            : JsonNode.Parse("""{"authenticated":false,"error":"never heard of it"}""");
        return review;
    }

    private JsonNode AnswerRight(JsonNode review)
    {
        AskedRights.Enqueue(review.DeepClone());
        var verb = (string)review["spec"]!["resourceAttributes"]!["verb"]!;
        review["status"] = verb == "list" ? JsonNode.Parse("""{"allowed":true,"reason":"lists are free"}""") : JsonNode.Parse("""{"allowed":false,"denied":true,"reason":"nothing else is"}""");
        return review;
    }
}
