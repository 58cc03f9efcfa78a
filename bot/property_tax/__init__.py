"""The property tax of Lower Saxony's Flächen-Lage-Modell: calculation, words, dialogue."""
