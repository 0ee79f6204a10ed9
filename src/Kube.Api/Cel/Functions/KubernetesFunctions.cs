namespace Kube.Api.Cel.Functions;

/// <summary>The libraries that Kubernetes 1.36 gives to expressions.</summary>
internal static class KubernetesFunctions
{
    public static CelFunctions Create()
    {
        var functions = new CelFunctions();
        StandardOperators.AddTo(functions);
        StandardFunctions.AddTo(functions);
        ConversionFunctions.AddTo(functions);
        TimeFunctions.AddTo(functions);
        StringFunctions.AddTo(functions);
        StringFormatFunction.AddTo(functions);
        ListFunctions.AddTo(functions);
        ListExtensionFunctions.AddTo(functions);
        SetFunctions.AddTo(functions);
        RegexFunctions.AddTo(functions);
        UrlFunctions.AddTo(functions);
        QuantityFunctions.AddTo(functions);
        NetworkFunctions.AddTo(functions);
        SemverFunctions.AddTo(functions);
        FormatFunctions.AddTo(functions);
        OptionalFunctions.AddTo(functions);
        AuthorizerFunctions.AddTo(functions);
        return functions;
    }
}
