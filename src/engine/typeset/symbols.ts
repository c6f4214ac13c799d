/** Commands of LaTeX that stand for one sign or one upright word. */

const GREEK = "alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ iota ι kappa κ lambda λ mu μ nu ν xi ξ pi π rho ρ sigma σ tau τ upsilon υ phi ϕ varphi φ chi χ psi ψ omega ω Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Phi Φ Psi Ψ Omega Ω ell ℓ";
const SIGNS =
  "partial ∂ nabla ∇ infty ∞ top ⊤ bot ⊥ sum ∑ prod ∏ int ∫ cdot · times × circ ∘ odot ⊙ otimes ⊗ oplus ⊕ ast ∗ star ⋆ pm ± mp ∓ div ÷ le ≤ leq ≤ ge ≥ geq ≥ ne ≠ neq ≠ approx ≈ sim ∼ equiv ≡ in ∈ notin ∉ to → mapsto ↦ rightarrow → leftarrow ← ldots … cdots ⋯ dots … lVert ‖ rVert ‖ Vert ‖ lvert | rvert | vert | lceil ⌈ rceil ⌉ lfloor ⌊ rfloor ⌋ langle ⟨ rangle ⟩ lbrace { rbrace } forall ∀ exists ∃ neg ¬ land ∧ lor ∨ prime ′ cup ∪ cap ∩ mid | colon :";
const WORDS = "sin cos tan sinh cosh tanh arcsin arccos arctan ln log exp max min arg det lim sup inf dim";

const table = (text: string): ReadonlyMap<string, string> => {
  const words = text.split(" ");
  return new Map(words.flatMap((word, i) => (i % 2 === 0 ? [[word, words[i + 1]!] as const] : [])));
};

export const GREEK_LETTERS = table(GREEK);
export const SIGN_COMMANDS = table(SIGNS);
export const WORD_COMMANDS: ReadonlySet<string> = new Set(WORDS.split(" "));
/** In ems. */
export const SPACES: ReadonlyMap<string, number> = new Map([[",", 0.17], [":", 0.22], [";", 0.28], ["!", -0.1], [" ", 0.25], ["quad", 1], ["qquad", 2]]);
/** Their scripts stand below and above. */
export const STACKING: ReadonlySet<string> = new Set(["∑", "∏", "max", "min", "lim", "sup", "inf"]);
/** Signs with room around them. */
export const BINARY: ReadonlySet<string> = new Set("+ − · × ∘ ⊙ ⊗ ⊕ ± ∓ ÷ = < > ≤ ≥ ≠ ≈ ∼ ≡ ∈ ∉ → ↦ ← ∧ ∨ ∪ ∩ ∗ ⋆".split(" "));
