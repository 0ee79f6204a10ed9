using Kube.Api.Authentication.Configuration;
using Kube.Api.Authorization.Webhook;

namespace Kube.Api.Tests.Authentication;

/// <summary>Files that say who users are and what they may do.</summary>
public sealed class AuthenticationConfigurationTests
{
    private const string Head = "apiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfiguration\n";

    [Theory]
    [InlineData("jwt: [{issuer: {url: 'http://x', audiences: [a]}, claimMappings: {username: {claim: sub, prefix: ''}}}]", "jwt[0].issuer.url: Invalid value: \"http://x\": URL scheme must be https")]
    [InlineData("jwt: [{issuer: {url: 'https://x'}, claimMappings: {username: {claim: sub, prefix: ''}}}]", "jwt[0].issuer.audiences: Required value")]
    [InlineData("jwt: [{issuer: {url: 'https://x', audiences: [a, b]}, claimMappings: {username: {claim: sub, prefix: ''}}}]", "audienceMatchPolicy must be MatchAny for multiple audiences")]
    [InlineData("jwt: [{issuer: {url: 'https://x', audiences: [a]}, claimMappings: {username: {claim: sub}}}]", "jwt[0].claimMappings.username.prefix: Required value: prefix is required when claim is set")]
    [InlineData("jwt: [{issuer: {url: 'https://x', audiences: [a]}, claimMappings: {username: {expression: '1'}}}]", "jwt[0].claimMappings.username.expression: Invalid value: \"1\": must evaluate to string")]
    [InlineData("jwt: [{issuer: {url: 'https://x', audiences: [a]}, claimMappings: {username: {expression: 'claims.'}}}]", "compilation failed")]
    [InlineData("jwt: [{issuer: {url: 'https://x', audiences: [a]}, claimMappings: {username: {claim: sub, prefix: ''}, extra: [{key: 'kubernetes.io/x', valueExpression: claims.x}]}}]", "are reserved for Kubernetes use")]
    [InlineData("anonymous: {enabled: false, conditions: [{path: /livez}]}", "enabled should be set to true when conditions are defined")]
    [InlineData("jwts: []", "jwts")]
    public void Parse_OfWhatIsWrong_SaysWhat(string text, string problem) =>
        Assert.Contains(problem, Assert.Throws<ConfigurationFileException>(() => AuthenticationConfiguration.Parse(Head + text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("authorizers: []", "at least one authorization mode must be defined")]
    [InlineData("authorizers: [{type: RBAC, name: a}, {type: RBAC, name: a}]", "authorizers[1].type: Duplicate value: \"RBAC\"; authorizers[1].name: Duplicate value: \"a\"")]
    [InlineData("authorizers: [{type: Magic, name: a}]", "authorizers[0].type: Unsupported value: \"Magic\"")]
    [InlineData("authorizers: [{type: Webhook, name: a}]", "authorizers[0].webhook: Required value: required when type=Webhook")]
    [InlineData("authorizers: [{type: Webhook, name: a, webhook: {timeout: 90s, subjectAccessReviewVersion: v1, failurePolicy: Deny, connectionInfo: {type: KubeConfigFile, kubeConfigFile: x}}}]", "must be <= 30s; authorizers[0].webhook.connectionInfo.kubeConfigFile: Invalid value: \"x\": must be an absolute path")]
    [InlineData("authorizers: [{type: Webhook, name: a, webhook: {timeout: 3s, subjectAccessReviewVersion: v1, matchConditionSubjectAccessReviewVersion: v1, failurePolicy: Deny, connectionInfo: {type: KubeConfigFile, kubeConfigFile: /x}, matchConditions: [{expression: request.nothing}]}}]", "matchConditions[0].expression: Invalid value: \"request.nothing\": compilation failed")]
    public void Parse_OfWrongAuthorizers_SaysWhat(string text, string problem) => Assert.Contains(
        problem,
        Assert.Throws<ConfigurationFileException>(() => AuthorizationConfiguration.Parse(Head.Replace("AuthenticationC", "AuthorizationC", StringComparison.Ordinal) + text)).Message,
        StringComparison.Ordinal);
}
