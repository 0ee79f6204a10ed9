namespace Kube.Scheduling.Snapshot;

/// <summary>Texts as small numbers. 0 stands for no text. Used by one thread at a time.</summary>
internal sealed class SymbolTable
{
    private readonly Dictionary<string, int> _symbols = [];
    private readonly List<string> _texts = [""];

    /// <summary>The numbers are below this.</summary>
    public int Count => _texts.Count;

    public int Intern(string text)
    {
        if (_symbols.TryGetValue(text, out var symbol)) return symbol;
        symbol = _texts.Count;
        _symbols.Add(text, symbol);
        _texts.Add(text);
        return symbol;
    }

    public string TextOf(int symbol) => _texts[symbol];
}
