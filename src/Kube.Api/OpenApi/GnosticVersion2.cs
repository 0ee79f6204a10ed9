using static Kube.Api.OpenApi.GnosticShape;

namespace Kube.Api.OpenApi;

/// <summary>The messages of <c>openapi.v2</c>, as far as the documents here use them.</summary>
internal static class GnosticVersion2
{
    private static readonly GnosticMessage s_schema = new()
    {
        Fields =
        {
            ["$ref"] = new(1, Text),
            ["format"] = new(2, Text),
            ["description"] = new(4, Text),
            ["default"] = new(5, GnosticShape.Yaml),
            ["uniqueItems"] = new(16, Flag),
            ["required"] = new(19, Texts),
            ["enum"] = new(20, Yamls),
            ["additionalProperties"] = new(21, Node, static () => GnosticMessage.Wrapping(1, s_schema!)),
            ["type"] = new(22, WrappedText),
            ["items"] = new(23, Node, static () => GnosticMessage.Wrapping(1, s_schema!)),
            ["properties"] = new(25, Node, static () => s_schemas!),
        },
        Extensions = 31,
    };

    private static readonly GnosticMessage s_schemas = new() { Free = new(1, Node, static () => s_schema) };

    private static readonly GnosticMessage s_body = new()
    {
        Fields =
        {
            ["description"] = new(1, Text), ["name"] = new(2, Text), ["in"] = new(3, Text), ["required"] = new(4, Flag),
            ["schema"] = new(5, Node, static () => s_schema),
        },
    };

    private static readonly GnosticMessage s_query = new()
    {
        Fields =
        {
            ["required"] = new(1, Flag), ["in"] = new(2, Text), ["description"] = new(3, Text), ["name"] = new(4, Text), ["type"] = new(6, Text),
            ["uniqueItems"] = new(20, Flag),
        },
    };

    private static readonly GnosticMessage s_path = new()
    {
        Fields =
        {
            ["required"] = new(1, Flag), ["in"] = new(2, Text), ["description"] = new(3, Text), ["name"] = new(4, Text), ["type"] = new(5, Text),
            ["uniqueItems"] = new(19, Flag),
        },
    };

    private static readonly GnosticMessage s_notBody = new() { Choose = static value => value.GetString("in"u8) == "path" ? (4, s_path) : (3, s_query) };

    private static readonly GnosticMessage s_parameter = GnosticMessage.Wrapping(1, new GnosticMessage
    {
        Choose = static value => value.GetString("in"u8) == "body" ? (1, s_body) : (2, s_notBody),
    });

    private static readonly GnosticMessage s_response = GnosticMessage.Wrapping(1, new GnosticMessage
    {
        Fields = { ["description"] = new(1, Text), ["schema"] = new(2, Node, static () => GnosticMessage.Wrapping(1, s_schema)) },
    });

    private static readonly GnosticMessage s_operation = new()
    {
        Fields =
        {
            ["tags"] = new(1, Texts),
            ["description"] = new(3, Text),
            ["operationId"] = new(5, Text),
            ["produces"] = new(6, Texts),
            ["consumes"] = new(7, Texts),
            ["parameters"] = new(8, Nodes, static () => s_parameter),
            ["responses"] = new(9, Node, static () => new GnosticMessage { Free = new(1, Node, static () => s_response) }),
            ["schemes"] = new(10, Texts),
        },
        Extensions = 13,
    };

    private static readonly GnosticMessage s_pathItem = new()
    {
        Fields =
        {
            ["get"] = new(2, Node, static () => s_operation), ["put"] = new(3, Node, static () => s_operation),
            ["post"] = new(4, Node, static () => s_operation), ["delete"] = new(5, Node, static () => s_operation),
            ["options"] = new(6, Node, static () => s_operation), ["head"] = new(7, Node, static () => s_operation),
            ["patch"] = new(8, Node, static () => s_operation), ["parameters"] = new(9, Nodes, static () => s_parameter),
        },
    };

    private static readonly GnosticMessage s_apiKey = new()
    {
        Fields = { ["type"] = new(1, Text), ["name"] = new(2, Text), ["in"] = new(3, Text), ["description"] = new(4, Text) },
    };

    /// <summary>The whole document.</summary>
    public static GnosticMessage Document { get; } = new()
    {
        Fields =
        {
            ["swagger"] = new(1, Text),
            ["info"] = new(2, Node, static () => new GnosticMessage { Fields = { ["title"] = new(1, Text), ["version"] = new(2, Text) } }),
            ["paths"] = new(8, Node, static () => new GnosticMessage { Free = new(2, Node, static () => s_pathItem) }),
            ["definitions"] = new(9, Node, static () => s_schemas),
            ["security"] = new(12, Nodes, static () => new GnosticMessage { Free = new(1, Texts) }),
            ["securityDefinitions"] = new(13, Node, static () => new GnosticMessage { Free = new(1, Node, static () => GnosticMessage.Wrapping(2, s_apiKey)) }),
        },
    };
}
